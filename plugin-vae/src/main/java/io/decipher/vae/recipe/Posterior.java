// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;

/** The distribution of the latents z of a sample with view v: q(z|v). */
public sealed interface Posterior {
  /** Returns how latents are derived from the encoder's last layer. */
  Activation activation();

  /** How latents are derived from the encoder's last layer. */
  enum Activation {
    /** Its output. */
    IDENTITY,
    /** max(0, y). */
    RELU,
    /** 1/(1 + exp(−y)), in (0, 1). */
    SIGMOID
  }

  /**
   * Normal, with independent latents: a variational autoencoder, whose loss contains β KL(q(z|v) ‖
   * p(z)).
   *
   * @param beta β
   * @param klWarmUp the number of epochs over which β grows from 0
   * @param freeBits the KL divergence of each latent dimension that is free, in nats (Kingma et al.
   *     2016)
   * @see <a href="https://arxiv.org/abs/1606.04934">Kingma et al. 2016</a>
   */
  record Gaussian(double beta, int klWarmUp, double freeBits) implements Posterior {
    /** Checks all. */
    public Gaussian {
      Check.between("beta", beta, 0, 1e6);
      Check.atLeast("kl-warm-up", klWarmUp, 0);
      Check.between("free-bits", freeBits, 0, 1e6);
    }

    /** The mean is unconstrained. */
    @Override
    public Activation activation() {
      return Activation.IDENTITY;
    }
  }

  /**
   * Deterministic: an autoencoder, whose loss contains no KL divergence.
   *
   * @param activation how latents are derived from the encoder's last layer
   * @param sparsity a penalty on z
   * @param contraction a penalty on the sensitivity of z to the sample
   */
  record None(Activation activation, Sparsity sparsity, Contraction contraction)
      implements Posterior {
    /** Checks that the penalties are compatible with the activation. */
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
