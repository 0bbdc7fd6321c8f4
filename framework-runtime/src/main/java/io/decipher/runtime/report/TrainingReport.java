// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of a training.
 *
 * @param samples how many the model learned from, those held out to watch it by included
 * @param seed of the run
 * @param model what the model says of itself
 * @param lastEpoch what the last epoch measured; empty if the model has no epochs
 * @param seconds by stage, and {@code total}
 * @param directory where everything was written
 */
public record TrainingReport(
    int samples,
    long seed,
    Map<String, String> model,
    Map<String, Double> lastEpoch,
    Map<String, Double> seconds,
    Path directory) {
  /** The file that a training leaves, and nothing else: a run whose model saw no test image. */
  public static final String FILE = "training.json";

  /** Copies the maps. */
  public TrainingReport {
    model = Collections.unmodifiableMap(new LinkedHashMap<>(model));
    lastEpoch = Collections.unmodifiableMap(new LinkedHashMap<>(lastEpoch));
    seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
  }
}
