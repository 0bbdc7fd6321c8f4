// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;

/** The likelihood of a sample given its reconstruction: p(x|z). */
public sealed interface Likelihood {
  /** Returns how x is derived from a sample's values. */
  Binarization binarization();

  /** Returns how the mean of x is derived from the decoder's last layer. */
  Output output();

  /** How the mean of a sample is derived from the decoder's last layer. */
  enum Output {
    /** 1/(1 + exp(−y)), in (0, 1). */
    SIGMOID,
    /** The output of that layer; decoded images are then clamped to [0, 1]. */
    IDENTITY
  }

  /**
   * Each value is the probability of a one; for samples in [0, 1].
   *
   * @param binarization how x is derived from a sample's values
   */
  record Bernoulli(Binarization binarization) implements Likelihood {
    /** Probabilities are in (0, 1). */
    @Override
    public Output output() {
      return Output.SIGMOID;
    }
  }

  /**
   * Each value is the mean of a normal distribution.
   *
   * @param noise the standard deviation, in units of x; √½ makes −log p(x|z) the squared error plus
   *     a constant
   * @param output how the mean is derived from the decoder's last layer
   */
  record Gaussian(double noise, Output output) implements Likelihood {
    /** Checks the noise. */
    public Gaussian {
      Check.positive("noise", noise);
    }

    /** A density over zeros and ones would be meaningless. */
    @Override
    public Binarization binarization() {
      return Binarization.NONE;
    }
  }
}
