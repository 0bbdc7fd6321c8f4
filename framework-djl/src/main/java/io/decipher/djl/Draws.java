// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl;

import java.util.random.RandomGenerator;

/** What trainings draw alike; the same random numbers give the same draws. */
public final class Draws {
  private Draws() {}

  /** Returns the numbers from 0 to {@code count - 1} in a random order. */
  public static int[] permutation(int count, RandomGenerator random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Brings numbers into a random order, in place. */
  public static void shuffle(int[] numbers, RandomGenerator random) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = swapped;
    }
  }

  /** Returns standard normal numbers. */
  public static float[] normals(int count, RandomGenerator random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /**
   * Returns the number of the share in which a point lies, the shares laid side by side.
   *
   * @param shares each 0 or more, adding up to about 1; one of 0 is never drawn
   * @param point evenly drawn from [0, 1)
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
    return last; // the shares add up to a little less than 1
  }
}
