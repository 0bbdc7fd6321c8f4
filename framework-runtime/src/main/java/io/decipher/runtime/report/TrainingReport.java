// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of a training.
 *
 * @param samples the number of training samples, including those held out for validation
 * @param seed the run's seed
 * @param model the model's description of itself
 * @param lastEpoch the metrics of the last epoch; empty if the model has no epochs
 * @param seconds by stage, and {@code total}
 * @param directory the output directory
 */
public record TrainingReport(
    int samples,
    long seed,
    Map<String, String> model,
    Map<String, Double> lastEpoch,
    Map<String, Double> seconds,
    Path directory) {
  /**
   * The file that identifies the run of a training, whose model was not trained on test samples.
   */
  public static final String FILE = "training.json";

  /** Copies the maps. */
  public TrainingReport {
    model = Collections.unmodifiableMap(new LinkedHashMap<>(model));
    lastEpoch = Collections.unmodifiableMap(new LinkedHashMap<>(lastEpoch));
    seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
  }
}
