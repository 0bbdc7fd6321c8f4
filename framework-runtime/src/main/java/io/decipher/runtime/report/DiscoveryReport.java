// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run of {@link io.decipher.runtime.Discovery} found; the run directory holds the same, and
 * more.
 *
 * @param view the classes, as found last
 * @param stages the way there, the last as {@code view}
 * @param compared the classes by each entry of {@code decipher.compare}, alone
 * @param evidence what speaks for the number of classes, where anything was looked at
 * @param candidates the features that were tried, the best first, where the run chose by itself
 * @param notes what a person should know of how the classes came about, a sentence each
 * @param model what the trained model says of itself
 * @param data what is known of the samples themselves
 * @param seconds how long each stage took, and {@code total}, in all processes of the run together;
 *     of one that was killed what was kept last, some seconds less
 * @param resumed how often another process went on with the run; 0 if it ran in one go
 * @param directory the run directory
 */
// Eleven components: each is a part of report.json, and Discovery alone makes them.
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

  /** What a run directory holds from when its run has ended well. */
  public static final String FILE = "report.json";

  /**
   * What is known of the samples themselves.
   *
   * @param notes how they were read, a line each
   * @param followed how far the classes follow each attribute that sorts samples: normalized mutual
   *     information, in [0, 1]
   */
  public record Data(List<String> notes, Map<String, Double> followed) {
    /** Copies what is known. */
    public Data {
      notes = List.copyOf(notes);
      followed = Collections.unmodifiableMap(new LinkedHashMap<>(followed));
    }

    /** Returns that nothing is known. */
    public static Data unknown() {
      return new Data(List.of(), Map.of());
    }
  }
}
