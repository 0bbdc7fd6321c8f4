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
 * The result of an anomaly detection.
 *
 * @param count the number of scored samples
 * @param anomalous the number of anomalous samples
 * @param falseAlarms the false positive rate, the fraction of normal samples that may be reported
 *     as anomalous
 * @param calibration the samples with which the threshold is calibrated
 * @param strangest the names of some of the most anomalous samples, in descending order
 * @param rocAuc by the name of each score, and {@code p-value} for all scores combined; empty if
 *     the truth is unknown
 * @param warnings what a reader should know
 * @param directory the output directory
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
  /** The name of all scores combined. */
  public static final String ALL = "p-value";

  /** Copies the lists and the map. */
  public AnomalyReport {
    strangest = List.copyOf(strangest);
    warnings = List.copyOf(warnings);
    rocAuc = Collections.unmodifiableMap(new LinkedHashMap<>(rocAuc));
  }

  /**
   * The normal samples used for calibration.
   *
   * @param count their number
   * @param what a description
   * @param exact whether the model was trained on none of them, nor on the scored samples, so that
   *     the false positive rate is guaranteed
   */
  public record Calibration(int count, String what, boolean exact) {}

  /** Returns the result as lines of text for people. */
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
