// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;

/** How likely a sample is, given what was decoded: p(x|z). */
public sealed interface Likelihood {
  /** Returns what x is made of a sample's values. */
  Binarization binarization();

  /** Returns what the mean of x is made of the decoder's last layer. */
  Output output();

  /** What the mean of a sample is made of the decoder's last layer. */
  enum Output {
    /** 1/(1 + exp(−y)), in (0, 1). */
    SIGMOID,
    /** It is that layer's output; what is decoded to an image is then brought into [0, 1]. */
    IDENTITY
  }

  /**
   * Each value is the probability of a one; for samples in [0, 1].
   *
   * @param binarization what x is made of a sample's values
   */
  record Bernoulli(Binarization binarization) implements Likelihood {
    /** Probabilities are in (0, 1). */
    @Override
    public Output output() {
      return Output.SIGMOID;
    }
  }

  /**
   * Each value is a mean, with noise around it.
   *
   * @param noise standard deviation, in units of x; √½ makes −log p(x|z) the squared error and a
   *     constant
   * @param output what the mean is made of the decoder's last layer
   */
  record Gaussian(double noise, Output output) implements Likelihood {
    /** Checks the noise. */
    public Gaussian {
      Check.positive("noise", noise);
    }

    /** Zeros and ones are no matter of a density. */
    @Override
    public Binarization binarization() {
      return Binarization.NONE;
    }
  }
}
