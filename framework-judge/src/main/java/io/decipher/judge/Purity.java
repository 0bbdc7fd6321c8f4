// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import java.util.List;

/**
 * Whether the samples drawn of each found class show a single digit.
 *
 * @param classes the result for each class, in order
 */
public record Purity(List<OfClass> classes) {
  /**
   * Samples drawn of one found class.
   *
   * @param digit the digit that the judge predicts most often
   * @param share the share of samples for which it does
   * @param count the number of samples
   */
  public record OfClass(int digit, double share, int count) {}

  /** Copies the classes. */
  public Purity {
    classes = List.copyOf(classes);
  }

  /** Returns the share of samples that show their class's digit, averaged over classes. */
  public double mean() {
    return classes.stream().mapToDouble(OfClass::share).average().orElse(Double.NaN);
  }

  /**
   * Returns the number of different digits among the classes: the number of classes, if each has a
   * digit of its own.
   */
  public int digits() {
    return (int) classes.stream().mapToInt(OfClass::digit).distinct().count();
  }
}
