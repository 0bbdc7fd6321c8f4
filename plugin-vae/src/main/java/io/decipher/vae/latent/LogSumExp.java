// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.latent;

/** log Σ exp without overflow. */
public final class LogSumExp {
  private LogSumExp() {}

  /** Returns log Σ exp(value); −∞ if all values are. */
  public static double of(double[] values) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      greatest = Math.max(greatest, value);
    }
    if (Double.isInfinite(greatest)) {
      return greatest;
    }
    double sum = 0;
    for (double value : values) {
      sum += Math.exp(value - greatest);
    }
    return greatest + Math.log(sum);
  }
}
