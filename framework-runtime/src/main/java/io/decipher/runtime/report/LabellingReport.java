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
 * The labels of all samples derived from a few given ones, by several methods.
 *
 * @param names the names of the labels, in order
 * @param given the number of samples labelled by a person
 * @param labels by method: the label of each sample, (n), noise if it assigns none
 * @param expected by method: its accuracy on held-out given labels (cross-validation); empty if
 *     each label is given only once
 * @param chosen the method whose labels are chosen
 * @param directory the output directory; empty if nothing was written
 */
public record LabellingReport(
    List<String> names,
    int given,
    Map<String, Labels> labels,
    Map<String, OptionalDouble> expected,
    String chosen,
    Path directory) {
  /** Copies the lists and maps. */
  public LabellingReport {
    names = List.copyOf(names);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    expected = Collections.unmodifiableMap(new LinkedHashMap<>(expected));
  }

  /** Returns the labels of the chosen method. */
  public Labels chosenLabels() {
    return labels.getOrDefault(chosen, Labels.of());
  }

  /** Returns the fraction of samples on which a method agrees with the chosen one. */
  public double asChosen(String way) {
    return same(labels.getOrDefault(way, Labels.of()), chosenLabels());
  }

  /** Returns the result as lines of text for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d samples labelled with %d different labels, from %d given labels",
            chosenLabels().size(),
            names.size(),
            given));
    labels.forEach(
        (way, all) -> {
          OptionalDouble share = expected.getOrDefault(way, OptionalDouble.empty());
          lines.add(
              String.format(
                  Locale.ROOT,
                  "  %-10s %s, agrees with %s on %.1f %% of the samples%s",
                  way,
                  share.isPresent()
                      ? String.format(
                          Locale.ROOT,
                          "%.1f %% expected (cross-validated)",
                          100 * share.getAsDouble())
                      : "too few labels for an estimate",
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
