// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl;

import java.util.random.RandomGenerator;

/** Random draws common to trainings; the same random numbers give the same draws. */
public final class Draws {
  private Draws() {}

  /** Returns a random permutation of the numbers from 0 to {@code count - 1}. */
  public static int[] permutation(int count, RandomGenerator random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Shuffles numbers in place. */
  public static void shuffle(int[] numbers, RandomGenerator random) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = swapped;
    }
  }

  /** Returns standard normal random numbers. */
  public static float[] normals(int count, RandomGenerator random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /**
   * Returns the index of the share that contains a point, with the shares laid end to end (inverse
   * transform sampling).
   *
   * @param shares each 0 or more, with a sum of about 1; a share of 0 is never selected
   * @param point uniform in [0, 1)
   */
  public static int index(float[] shares, float point) {
    float left = point;
    int last = 0;
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] > 0) {
        last = i;
        left -= shares[i];
        if (left < 0) {
          return i;
        }
      }
    }
    return last; // due to rounding, the shares sum to slightly less than 1
  }
}
