// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;

/** How the latents z of a sample, seen as a view v, are distributed: q(z|v). */
public sealed interface Posterior {
  /** Returns what latents are made of the encoder's last layer. */
  Activation activation();

  /** What latents are made of the encoder's last layer. */
  enum Activation {
    /** They are its output. */
    IDENTITY,
    /** max(0, y). */
    RELU,
    /** 1/(1 + exp(−y)), in (0, 1). */
    SIGMOID
  }

  /**
   * Normally, each latent by itself: a variational autoencoder, whose loss has β KL(q(z|v) ‖ p(z)).
   *
   * @param beta β
   * @param klWarmUp epochs over which β grows from 0
   * @param freeBits KL divergence each latent dimension has for free, nats (Kingma et al. 2016)
   * @see <a href="https://arxiv.org/abs/1606.04934">Kingma et al. 2016</a>
   */
  record Gaussian(double beta, int klWarmUp, double freeBits) implements Posterior {
    /** Checks all. */
    public Gaussian {
      Check.between("beta", beta, 0, 1e6);
      Check.atLeast("kl-warm-up", klWarmUp, 0);
      Check.between("free-bits", freeBits, 0, 1e6);
    }

    /** The mean may be any number. */
    @Override
    public Activation activation() {
      return Activation.IDENTITY;
    }
  }

  /**
   * They are one point: an autoencoder, whose loss has no KL divergence.
   *
   * @param activation what latents are made of the encoder's last layer
   * @param sparsity a penalty on z
   * @param contraction a penalty on how z follows the sample
   */
  record None(Activation activation, Sparsity sparsity, Contraction contraction)
      implements Posterior {
    /** Checks that the penalties go with the activation. */
    public None {
      if (sparsity.weight() > 0
          && sparsity.penalty() == Sparsity.Penalty.KL
          && activation != Activation.SIGMOID) {
        throw new IllegalArgumentException(
            "sparsity by the penalty kl needs activation = sigmoid, whose means are in (0, 1), but"
                + " it is "
                + VaeRecipe.key(activation));
      }
    }
  }
}
