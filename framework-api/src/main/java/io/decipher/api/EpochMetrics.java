// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metrics of one training epoch.
 *
 * @param stage what is being trained, e.g. {@code "model"}
 * @param epoch counted from 1
 * @param of the total number of epochs; 0 if it is not known
 * @param seconds the duration of the epoch
 * @param values losses and other metrics by name, in display order
 */
public record EpochMetrics(
    String stage, int epoch, int of, double seconds, Map<String, Double> values) {
  /** Copies the values. */
  public EpochMetrics {
    values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Creates metrics of an epoch when the total number of epochs is not known. */
  public EpochMetrics(String stage, int epoch, double seconds, Map<String, Double> values) {
    this(stage, epoch, 0, seconds, values);
  }
}
