// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import io.decipher.api.FloatMatrix;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Noise added to clean images for evaluating denoising.
 *
 * @param kind the kind of noise
 * @param amount the standard deviation of gaussian noise, which is not clipped; for other kinds the
 *     fraction of values changed, in [0, 1]
 */
public record Noise(Kind kind, double amount) {
  /** The kind of noise. */
  public enum Kind {
    /** Additive Gaussian noise. */
    GAUSSIAN,
    /** The value becomes 0 or 1 with equal probability. */
    SALT_AND_PEPPER,
    /** The value becomes 0. */
    MASKING
  }

  /** Checks the amount. */
  public Noise {
    if (!(amount > 0 && (kind == Kind.GAUSSIAN ? amount < 100 : amount <= 1))) {
      throw new IllegalArgumentException(
          "the amount of noise must be "
              + (kind == Kind.GAUSSIAN ? "above 0" : "in (0, 1]")
              + ", but was "
              + amount);
    }
  }

  /** Returns the noise's name in settings. */
  public String label() {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Adds noise to clean values, (n x size). */
  public FloatMatrix on(FloatMatrix clean, RandomGenerator random) {
    float[] values = clean.toArray();
    for (int i = 0; i < values.length; i++) {
      switch (kind) {
        case GAUSSIAN -> values[i] += (float) (amount * random.nextGaussian());
        case SALT_AND_PEPPER -> {
          double point = random.nextDouble();
          if (point < amount) {
            values[i] = point < amount / 2 ? 0 : 1;
          }
        }
        case MASKING -> values[i] = random.nextDouble() < amount ? 0 : values[i];
      }
    }
    return FloatMatrix.wrap(clean.rows(), clean.columns(), values);
  }
}
