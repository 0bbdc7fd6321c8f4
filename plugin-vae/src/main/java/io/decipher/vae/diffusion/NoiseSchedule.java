// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.diffusion;

/**
 * The cosine noise schedule: ᾱ(t) = f(t) / f(0), f(t) = cos²((t/T + s) / (1 + s) · π/2), s = 0.008.
 *
 * @param steps T
 * @see <a href="https://arxiv.org/abs/2102.09672">Nichol and Dhariwal 2021</a>
 */
record NoiseSchedule(int steps) {
  private static final double OFFSET = 0.008;

  /** The lower bound of ᾱ, which allows the last step to be inverted. */
  private static final double LEAST = 1e-4;

  /**
   * Returns ᾱ(t), the fraction of the variance that stems from the latent.
   *
   * @param step t, from 0 (all) to T (almost none)
   */
  double kept(int step) {
    return Math.max(LEAST, squaredCosine(step) / squaredCosine(0));
  }

  private double squaredCosine(int step) {
    double cosine = Math.cos(((double) step / steps + OFFSET) / (1 + OFFSET) * Math.PI / 2);
    return cosine * cosine;
  }
}
