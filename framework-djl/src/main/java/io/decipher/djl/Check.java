// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl;

/**
 * Checks of settings. Messages begin with the key, by which its line is found.
 *
 * <p>Each method throws an {@link IllegalArgumentException} with key, limits and value.
 */
public final class Check {
  private static final int MOST_LATENTS = 1 << 15;

  private Check() {}

  /** {@code least <= value}. */
  public static void atLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(key + " must be at least " + least + ", but was " + value);
    }
  }

  /**
   * {@code 1 <= value <= 32768}: for more latents, matrices over pairs would not fit into memory.
   */
  public static void size(String key, int value) {
    atLeast(key, value, 1);
    if (value > MOST_LATENTS) {
      throw new IllegalArgumentException(
          key + " must be at most " + MOST_LATENTS + ", but was " + value);
    }
  }

  /** {@code low <= value <= high}; NaN is rejected. */
  public static void between(String key, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          key + " must be in [" + low + ", " + high + "], but was " + value);
    }
  }

  /** {@code 0 <= value < 1}. */
  public static void share(String key, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(key + " must be in [0, 1), but was " + value);
    }
  }

  /** {@code 0 < value}, and finite. */
  public static void positive(String key, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(key + " must be greater than 0, but was " + value);
    }
  }
}
