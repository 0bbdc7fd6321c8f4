// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import java.util.List;

/**
 * Whether what is drawn of one found class is one digit.
 *
 * @param classes what was drawn of each class, in order
 */
public record Purity(List<OfClass> classes) {
  /**
   * Samples drawn of one found class.
   *
   * @param digit the one that the judge names most often
   * @param share of the samples for which it does
   * @param count of samples
   */
  public record OfClass(int digit, double share, int count) {}

  /** Keeps the classes. */
  public Purity {
    classes = List.copyOf(classes);
  }

  /** Returns the share of samples that are their class's digit, in the mean over classes. */
  public double mean() {
    return classes.stream().mapToDouble(OfClass::share).average().orElse(Double.NaN);
  }

  /** Returns how many digits some class is: as many as classes, if each is a digit of its own. */
  public int digits() {
    return (int) classes.stream().mapToInt(OfClass::digit).distinct().count();
  }
}
