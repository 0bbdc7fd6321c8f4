// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a run of {@link io.decipher.runtime.Discovery}; the run directory contains all of
 * it, and more.
 *
 * @param view the final classes
 * @param stages all stages, of which the last is {@code view}
 * @param compared the classes by each entry of {@code decipher.compare}, on its own
 * @param evidence the evidence for the number of classes, if any was computed
 * @param candidates the features that were tried, the best first, if the run selected its features
 * @param notes what a person should know about how the classes were found, one sentence each
 * @param model the model's description of itself
 * @param data what is known about the data
 * @param seconds the duration of each stage, and {@code total}, summed over all processes of the
 *     run; for a process that was killed, up to its last saved time, some seconds less
 * @param resumed the number of times the run was resumed; 0 if it was not interrupted
 * @param directory the run directory
 */
// Eleven components: each is a part of report.json, and only Discovery creates them.
public record DiscoveryReport(
    Stage view,
    List<Stage> stages,
    List<Stage> compared,
    Optional<Evidence> evidence,
    List<Trial> candidates,
    List<String> notes,
    Map<String, String> model,
    Data data,
    Map<String, Double> seconds,
    int resumed,
    Path directory) {

  /** Copies the lists. */
  public DiscoveryReport {
    stages = List.copyOf(stages);
    compared = List.copyOf(compared);
    candidates = List.copyOf(candidates);
    notes = List.copyOf(notes);
  }

  /** A file that a run directory contains once its run has finished successfully. */
  public static final String FILE = "report.json";

  /**
   * What is known about the data.
   *
   * @param notes how they were read, one line each
   * @param followed how much the classes depend on each attribute that groups samples: normalised
   *     mutual information, in [0, 1]
   */
  public record Data(List<String> notes, Map<String, Double> followed) {
    /** Copies the list and the map. */
    public Data {
      notes = List.copyOf(notes);
      followed = Collections.unmodifiableMap(new LinkedHashMap<>(followed));
    }

    /** Returns empty data. */
    public static Data unknown() {
      return new Data(List.of(), Map.of());
    }
  }
}
