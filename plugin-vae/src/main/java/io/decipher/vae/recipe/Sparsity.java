// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;

/**
 * A sparsity penalty on the latents of a sample, S(z) times {@code weight}, in nats per sample.
 *
 * <p>A decoder could compensate smaller latents by larger weights, so that the penalty decreases
 * without greater sparsity. Weight decay counteracts this; batch normalisation, after which the
 * scale does not matter at all, is rejected with {@link Penalty#L1}.
 *
 * @param penalty S
 * @param weight the weight of the penalty; 0 for none
 * @param target ρ, in (0, 1), the mean activation for which {@link Penalty#KL} is 0
 * @see <a href="https://arxiv.org/abs/1010.3467">Kavukcuoglu et al. 2010 (L1)</a>
 * @see <a href="https://web.stanford.edu/class/cs294a/sparseAutoencoder.pdf">Ng 2011 (KL)</a>
 */
public record Sparsity(Penalty penalty, double weight, double target) {
  /** The form of the penalty. */
  public enum Penalty {
    /** Σ |zⱼ|, averaged over samples. */
    L1,
    /**
     * Σ KL(ρ ‖ ρⱼ) between Bernoulli distributions, ρⱼ the mean of zⱼ over a batch; for {@link
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
