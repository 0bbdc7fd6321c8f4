// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

/**
 * What may be set of {@code context} among features: the classes of the samples before and after.
 *
 * @param sequence the attribute whose values are sequences: a recording, a tablet, a day
 * @param order the attribute, of numbers, that samples of a sequence follow each other by
 * @param span how many samples before and after count, 1 or more
 * @param weight the variance of the context relative to that of the other features, above 0
 */
public record ContextSettings(String sequence, String order, int span, double weight) {
  /** Checks the ranges. */
  public ContextSettings {
    if (span < 1) {
      throw new IllegalArgumentException("span must be at least 1, but was " + span);
    }
    if (!(weight > 0 && Double.isFinite(weight))) {
      throw new IllegalArgumentException("weight must be above 0, but was " + weight);
    }
  }
}
