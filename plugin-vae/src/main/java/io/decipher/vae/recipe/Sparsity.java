// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;

/**
 * A penalty that makes few latents of a sample differ from nothing, S(z) times {@code weight}, in
 * nats a sample.
 *
 * <p>A decoder could make up for smaller latents by greater weights, so that the penalty is evaded
 * and nothing becomes sparser: weight decay stands against that, and batch normalisation, after
 * which the scale does not matter at all, is refused with {@link Penalty#L1}.
 *
 * @param penalty S
 * @param weight of the penalty; 0 is none
 * @param target ρ, in (0, 1), the mean activation that {@link Penalty#KL} leaves free
 * @see <a href="https://arxiv.org/abs/1010.3467">Kavukcuoglu et al. 2010 (L1)</a>
 * @see <a href="https://web.stanford.edu/class/cs294a/sparseAutoencoder.pdf">Ng 2011 (KL)</a>
 */
public record Sparsity(Penalty penalty, double weight, double target) {
  /** How activations are charged. */
  public enum Penalty {
    /** Σ |zⱼ|, the mean over samples. */
    L1,
    /**
     * Σ KL(ρ ‖ ρⱼ) between two coins, ρⱼ the mean of zⱼ over a batch; for {@link
     * Posterior.Activation#SIGMOID}.
     */
    KL
  }

  /** Checks all. */
  public Sparsity {
    Check.between("weight", weight, 0, 1e6);
    if (!(target > 0 && target < 1)) {
      throw new IllegalArgumentException("target must be in (0, 1), but was " + target);
    }
  }
}
