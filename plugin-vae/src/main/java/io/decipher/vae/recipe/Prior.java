// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;

/**
 * Where the latent vectors of new samples are drawn from. Latents without a posterior have no
 * distribution that is known beforehand: a fitted one serves, in the range of the activation.
 */
public sealed interface Prior {
  /** The standard normal distribution; with a posterior alone. */
  record Standard() implements Prior {}

  /** One normal distribution, fitted to the posterior means. */
  record Gaussian() implements Prior {}

  /** One normal distribution a found class; without classes as {@link Gaussian}. */
  record Classes() implements Prior {}

  /**
   * Several normal distributions, fitted to draws from the posteriors by expectation and
   * maximisation (Dempster et al. 1977).
   *
   * @param components how many normal distributions
   * @param covariance of each
   * @param shrinkage how many samples' worth each covariance is drawn towards the variances that
   *     all have in common
   * @param passes over the latents at most
   * @see <a href="https://doi.org/10.1111/j.2517-6161.1977.tb01600.x">Dempster et al. 1977</a>
   */
  record Mixture(int components, Covariance covariance, double shrinkage, int passes)
      implements Prior {
    /** Checks all. */
    public Mixture {
      Check.atLeast("components", components, 1);
      Check.between("shrinkage", shrinkage, 0, 1e9);
      Check.atLeast("passes", passes, 1);
    }
  }

  /** What the covariance of a normal distribution may be. */
  enum Covariance {
    /** Any. */
    FULL,
    /** One without correlations. */
    DIAGONAL
  }
}
