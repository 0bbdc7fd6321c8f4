// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl;

import io.decipher.api.DecipherException;
import io.decipher.api.SampleType;

/** Checks and operations common to generative models. */
public final class Drawing {
  /** The maximum array length on every virtual machine. */
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  private Drawing() {}

  /**
   * Checks the number of samples to generate at once.
   *
   * @param columns the number of values from which a sample is generated
   * @throws IllegalArgumentException if it is negative
   * @throws DecipherException if the samples exceed the size of an array
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
   * Checks the class to generate.
   *
   * @param classes the number of classes of the model
   * @throws IllegalArgumentException if the model has no such class
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

  /** Scales class weights to a sum of 1, unless their sum is 0. */
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
