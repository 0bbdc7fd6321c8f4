// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import java.util.Arrays;

/**
 * A Gaussian blur of planes of values, zero-padded and truncated at three standard deviations. For
 * use by one thread, since it owns working memory.
 */
final class GaussianBlur {
  static final double WIDEST = 100;

  private final float[] kernel;
  private final int height;
  private final int width;
  private final float[] halfway; // (height x width), blurred along rows

  /**
   * Creates a blur.
   *
   * @param deviation in pixels, 0 or more; 0 changes nothing
   */
  GaussianBlur(double deviation, int height, int width) {
    this.kernel = kernel(deviation);
    this.height = height;
    this.width = width;
    this.halfway = new float[height * width];
  }

  /** Checks a setting. */
  static void check(String key, double deviation) {
    if (!(deviation >= 0 && deviation <= WIDEST)) {
      throw new IllegalArgumentException(
          key + " must be between 0 and " + WIDEST + " pixels, but was " + deviation);
    }
  }

  /** Returns a Gaussian of odd length, truncated at three standard deviations, that sums to 1. */
  static float[] kernel(double deviation) {
    int radius = (int) (3 * deviation + 0.5);
    float[] kernel = new float[2 * radius + 1];
    if (radius == 0) {
      kernel[0] = 1;
      return kernel;
    }
    double sum = 0;
    for (int i = -radius; i <= radius; i++) {
      sum += Math.exp(-i * i / (2 * deviation * deviation));
    }
    for (int i = -radius; i <= radius; i++) {
      kernel[i + radius] = (float) (Math.exp(-i * i / (2 * deviation * deviation)) / sum);
    }
    return kernel;
  }

  /**
   * Blurs a plane of {@code image} into a plane of {@code blurred}, a different array.
   *
   * @param start the index of the plane in {@code image}
   * @param offset its index in {@code blurred}
   */
  void apply(float[] image, int start, float[] blurred, int offset) {
    int radius = kernel.length / 2;
    Arrays.fill(halfway, 0);
    Arrays.fill(blurred, offset, offset + height * width, 0);
    int most = Math.min(radius, width - 1);
    for (int y = 0; y < height; y++) {
      int row = y * width;
      for (int shift = -most; shift <= most; shift++) {
        int x = Math.max(0, -shift);
        int length = width - Math.abs(shift);
        add(kernel[shift + radius], image, start + row + x + shift, halfway, row + x, length);
      }
    }
    for (int y = 0; y < height; y++) {
      int to = Math.min(height - 1, y + radius);
      for (int j = Math.max(0, y - radius); j <= to; j++) {
        add(kernel[j - y + radius], halfway, j * width, blurred, offset + y * width, width);
      }
    }
  }

  /** Adds {@code factor} times some values to others. */
  static void add(float factor, float[] from, int start, float[] to, int offset, int length) {
    for (int i = 0; i < length; i++) {
      to[offset + i] += factor * from[start + i];
    }
  }
}
