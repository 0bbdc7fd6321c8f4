// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import io.decipher.api.FloatMatrix;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Noise that is put on clean images, to see what a model takes away again.
 *
 * @param kind what is done
 * @param amount the standard deviation of gaussian noise, which is not clipped; else the share of
 *     values that are changed, in [0, 1]
 */
public record Noise(Kind kind, double amount) {
  /** What is done to a value. */
  public enum Kind {
    /** Normal noise is added. */
    GAUSSIAN,
    /** It becomes 0 or 1, as a coin falls. */
    SALT_AND_PEPPER,
    /** It becomes 0. */
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

  /** Returns the noise's name as settings have it. */
  public String label() {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns clean values with noise, (n x size). */
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
