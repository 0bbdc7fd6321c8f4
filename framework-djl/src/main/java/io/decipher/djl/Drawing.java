// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl;

import io.decipher.api.DecipherException;
import io.decipher.api.SampleType;

/** What models that draw new samples ask and do alike. */
public final class Drawing {
  /** The longest array that every virtual machine can make. */
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  private Drawing() {}

  /**
   * Checks how many samples are to be drawn at once.
   *
   * @param columns of what a sample is drawn from
   * @throws IllegalArgumentException if fewer than 0
   * @throws DecipherException if more than an array holds
   */
  public static void requireCount(int count, SampleType type, int columns) {
    if (count < 0) {
      throw new IllegalArgumentException("count must be at least 0, but was " + count);
    }
    int most = MOST_VALUES / Math.max(type.size(), columns);
    if (count > most) {
      throw new DecipherException(
          "cannot draw "
              + count
              + " samples of shape "
              + type
              + " at once, at most "
              + most
              + "; draw them in parts");
    }
  }

  /**
   * Checks which class is to be drawn.
   *
   * @param classes how many the model knows
   * @throws IllegalArgumentException if it is none of them
   */
  public static void requireClass(int label, int classes) {
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "class "
              + label
              + " cannot be drawn: "
              + (classes == 0
                  ? "the model was trained without classes"
                  : "there are classes 0 to " + (classes - 1)));
    }
  }

  /** Scales some values, how much there is of each class, to a sum of 1, unless it is 0. */
  public static void scaleToOne(float[] values, int from, int count) {
    float sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += values[i];
    }
    for (int i = from; i < from + count && sum != 0; i++) {
      values[i] /= sum;
    }
  }
}
