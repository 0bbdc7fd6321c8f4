// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.Labels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a few labels make of all samples, by each of some ways.
 *
 * @param names of the labels, in order
 * @param given how many samples a person labelled
 * @param labels by the name of the way: the label of each sample, (n), noise where it gives none
 * @param expected by the name of the way: the share of given labels that it gives to samples whose
 *     label it was not told (cross-validation); without a value where each label is given only once
 * @param chosen the name of the way that the table's own column follows
 * @param directory where everything was written; empty if nothing was
 */
public record LabellingReport(
    List<String> names,
    int given,
    Map<String, Labels> labels,
    Map<String, OptionalDouble> expected,
    String chosen,
    Path directory) {
  /** Copies lists and maps. */
  public LabellingReport {
    names = List.copyOf(names);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    expected = Collections.unmodifiableMap(new LinkedHashMap<>(expected));
  }

  /** Returns the labels by the chosen way. */
  public Labels chosenLabels() {
    return labels.getOrDefault(chosen, Labels.of());
  }

  /** Returns the share of samples that a way labels as the chosen one does. */
  public double asChosen(String way) {
    return same(labels.getOrDefault(way, Labels.of()), chosenLabels());
  }

  /** Returns what came out, a line each, for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d samples get one of %d labels by %d that were given",
            chosenLabels().size(),
            names.size(),
            given));
    labels.forEach(
        (way, all) -> {
          OptionalDouble share = expected.getOrDefault(way, OptionalDouble.empty());
          lines.add(
              String.format(
                  Locale.ROOT,
                  "  %-10s %s, as %s by %.1f %% of the samples%s",
                  way,
                  share.isPresent()
                      ? String.format(
                          Locale.ROOT,
                          "%.1f %% expected (cross-validated)",
                          100 * share.getAsDouble())
                      : "too few labels to expect anything",
                  chosen,
                  100 * asChosen(way),
                  way.equals(chosen) ? " (chosen)" : ""));
        });
    return lines;
  }

  private static double same(Labels a, Labels b) {
    int same = 0;
    for (int i = 0; i < a.size(); i++) {
      same += a.get(i) == b.get(i) ? 1 : 0;
    }
    return a.size() == 0 ? 1 : (double) same / a.size();
  }
}
