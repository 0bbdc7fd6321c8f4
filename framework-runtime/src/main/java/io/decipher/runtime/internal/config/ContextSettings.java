// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

/**
 * The settings of the feature {@code context}: the classes of the preceding and following samples.
 *
 * @param sequence the attribute whose values identify sequences: a recording, a tablet, a day
 * @param order the numeric attribute by which samples of a sequence are ordered
 * @param span the number of samples on each side, 1 to 100
 * @param weight the variance of the context relative to that of the other features, above 0
 */
public record ContextSettings(String sequence, String order, int span, double weight) {
  private static final int MOST_SPAN = 100;

  /** Checks the ranges. */
  public ContextSettings {
    if (span < 1 || span > MOST_SPAN) {
      throw new IllegalArgumentException("span must be in [1, " + MOST_SPAN + "], but was " + span);
    }
    if (!(weight > 0 && Double.isFinite(weight))) {
      throw new IllegalArgumentException("weight must be above 0, but was " + weight);
    }
  }
}
