// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which samples are anomalous.
 *
 * @param count how many samples were looked at
 * @param anomalous how many of them are
 * @param falseAlarms the share of usual samples that may be taken for anomalous
 * @param calibration what the threshold is calibrated on
 * @param strangest the names of the strangest, the strangest first; some
 * @param rocAuc by the name of each score, and {@code p-value} for all together; empty where no
 *     truth is known
 * @param warnings what a reader should know
 * @param directory where everything was written
 */
public record AnomalyReport(
    int count,
    int anomalous,
    double falseAlarms,
    Calibration calibration,
    List<String> strangest,
    Map<String, Double> rocAuc,
    List<String> warnings,
    Path directory) {
  /** The name of what all scores together say. */
  public static final String ALL = "p-value";

  /** Copies lists and map. */
  public AnomalyReport {
    strangest = List.copyOf(strangest);
    warnings = List.copyOf(warnings);
    rocAuc = Collections.unmodifiableMap(new LinkedHashMap<>(rocAuc));
  }

  /**
   * Usual samples that others are compared with.
   *
   * @param count how many
   * @param what they are, in words
   * @param exact whether the model has learned from none of them, nor from those that are looked
   *     at, so that the share of false alarms holds
   */
  public record Calibration(int count, String what, boolean exact) {}

  /** Returns what came out, a line each, for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d of %,d samples are anomalous, at a share of false alarms of %s",
            anomalous,
            count,
            falseAlarms));
    lines.add(
        String.format(Locale.ROOT, "calibrated on %,d %s", calibration.count, calibration.what));
    if (!strangest.isEmpty()) {
      lines.add("strangest first: " + String.join(", ", strangest));
    }
    rocAuc.forEach(
        (name, area) -> lines.add(String.format(Locale.ROOT, "ROC AUC %.4f by %s", area, name)));
    lines.addAll(warnings);
    return lines;
  }
}
