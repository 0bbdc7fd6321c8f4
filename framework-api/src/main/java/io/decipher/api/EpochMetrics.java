// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was measured in one epoch of training.
 *
 * @param stage what was trained, e.g. {@code "model"}
 * @param epoch from 1 on
 * @param of how many epochs there are to be; 0 if that is not known
 * @param seconds how long the epoch took
 * @param values losses and the like, by name, in the order to show them
 */
public record EpochMetrics(
    String stage, int epoch, int of, double seconds, Map<String, Double> values) {
  /** Copies the values. */
  public EpochMetrics {
    values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Makes metrics of an epoch of which it is not known how many follow. */
  public EpochMetrics(String stage, int epoch, double seconds, Map<String, Double> values) {
    this(stage, epoch, 0, seconds, values);
  }
}
