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

  /**
   * A diffusion model of the latents (latent diffusion, Rombach et al. 2022), which learns to take
   * noise away from them step by step (Ho et al. 2020); of the found classes, if there are any, and
   * of all samples at once (classifier-free guidance, Ho and Salimans 2022). Where densities are
   * asked for, {@link Classes} stands in.
   *
   * @param hidden units of each layer
   * @param blocks of two layers beside an identity
   * @param noiseSteps T, in how many steps latents become noise
   * @param drawSteps in how many of them noise becomes latents again (DDIM, Song et al. 2021)
   * @param withheld share of the samples, in [0, 1), whose class is kept from it
   * @param guidance w; the noise that is taken away is (1 + w) times what it is in a class, less w
   *     times what it is in all
   * @param epochs passes over the latents
   * @param batchSize latents a step
   * @param learningRate the greatest
   * @see <a href="https://arxiv.org/abs/2112.10752">Rombach et al. 2022</a>
   * @see <a href="https://arxiv.org/abs/2006.11239">Ho et al. 2020</a>
   * @see <a href="https://arxiv.org/abs/2207.12598">Ho and Salimans 2022</a>
   * @see <a href="https://arxiv.org/abs/2010.02502">Song et al. 2021</a>
   */
  record Diffusion(
      int hidden,
      int blocks,
      int noiseSteps,
      int drawSteps,
      double withheld,
      double guidance,
      int epochs,
      int batchSize,
      double learningRate)
      implements Prior {
    /** Checks all. */
    public Diffusion {
      Check.atLeast("hidden", hidden, 1);
      Check.atLeast("blocks", blocks, 1);
      Check.atLeast("noise-steps", noiseSteps, 2);
      if (drawSteps < 1 || drawSteps > noiseSteps) {
        throw new IllegalArgumentException(
            "draw-steps must be from 1 to noise-steps, " + noiseSteps + ", but was " + drawSteps);
      }
      Check.share("withheld", withheld);
      Check.between("guidance", guidance, 0, 100);
      Check.atLeast("epochs", epochs, 1);
      Check.atLeast("batch-size", batchSize, 2);
      Check.positive("learning-rate", learningRate);
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
