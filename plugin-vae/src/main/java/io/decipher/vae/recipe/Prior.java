// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;

/**
 * The distribution from which latent vectors of new samples are drawn. Without a posterior there is
 * no known distribution of latents: a fitted one is used, within the range of the activation.
 */
public sealed interface Prior {
  /** The standard normal distribution; requires a posterior. */
  record Standard() implements Prior {}

  /** A single normal distribution, fitted to the posterior means. */
  record Gaussian() implements Prior {}

  /** One normal distribution per class found; without classes as {@link Gaussian}. */
  record Classes() implements Prior {}

  /**
   * A Gaussian mixture, fitted to draws from the posteriors by expectation maximisation (Dempster
   * et al. 1977).
   *
   * @param components the number of normal distributions
   * @param covariance the form of each covariance
   * @param shrinkage the strength, as a number of samples, with which each covariance is shrunk
   *     towards the pooled variances
   * @param passes the maximum number of iterations
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
   * A diffusion model of the latents (latent diffusion, Rombach et al. 2022), trained to remove
   * noise from them step by step (Ho et al. 2020); conditional on the classes found, if there are
   * any, as well as unconditional (classifier-free guidance, Ho and Salimans 2022). If densities
   * are required, {@link Classes} is used instead.
   *
   * @param hidden the number of units of each layer
   * @param blocks the number of residual blocks of two layers
   * @param noiseSteps T, the number of steps from latents to noise
   * @param drawSteps the number of steps from noise to latents in generation (DDIM, Song et al.
   *     2021)
   * @param withheld the fraction of samples, in [0, 1), whose class is withheld in training
   * @param guidance w; the noise that is removed is (1 + w) times the conditional minus w times the
   *     unconditional prediction
   * @param epochs the number of passes over the latents
   * @param batchSize the number of latents per step
   * @param learningRate the maximum learning rate
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

  /** The form of a covariance. */
  enum Covariance {
    /** Unconstrained. */
    FULL,
    /** Diagonal, without correlations. */
    DIAGONAL
  }
}
