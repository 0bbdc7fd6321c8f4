// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.decipher.api.Labels;
import io.decipher.numerics.SequenceOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Summarizes sample attributes by class: differences, warnings and transitions. */
final class Columns {
  private static final int MOST_WORDS = 4;
  private static final double NOTABLE_DEVIATIONS = 0.5;
  private static final double NOTABLE_SHARES = 0.25;
  private static final int MOST_VALUES = 200;

  /** Classes unrelated to a column reach 0.3 by chance only in small samples. */
  private static final double FOLLOWS = 0.3;

  private final List<ReportSamples.Column> columns;
  private final Labels labels;

  Columns(List<ReportSamples.Column> columns, Labels labels) {
    this.columns = columns;
    this.labels = labels;
  }

  /**
   * Returns the attributes in which a class differs from another, the largest differences first.
   */
  JsonArray differences(int label, int other) {
    record Difference(double weight, JsonObject json) {}
    List<Difference> all = new ArrayList<>();
    for (ReportSamples.Column column : columns) {
      if (column.isNumbers()) {
        double mean = mean(column.numbers(), label);
        double against = mean(column.numbers(), other);
        double deviation = deviation(column.numbers());
        double by = (mean - against) / deviation;
        if (deviation > 0 && Math.abs(by) >= NOTABLE_DEVIATIONS) {
          JsonObject json = new JsonObject();
          json.addProperty("column", column.name());
          json.addProperty("mean", mean);
          json.addProperty("against", against);
          json.addProperty("deviations", by);
          all.add(new Difference(Math.abs(by) / 2, json));
        }
      } else {
        Map<String, double[]> shares = new LinkedHashMap<>();
        add(column.text(), label, 0, shares);
        add(column.text(), other, 1, shares);
        shares.entrySet().stream()
            .max(Comparator.comparingDouble(entry -> Math.abs(apart(entry.getValue()))))
            .filter(entry -> Math.abs(apart(entry.getValue())) >= NOTABLE_SHARES)
            .ifPresent(
                entry -> {
                  JsonObject json = new JsonObject();
                  json.addProperty("column", column.name());
                  json.addProperty("value", entry.getKey());
                  json.addProperty("share", entry.getValue()[0]);
                  json.addProperty("against", entry.getValue()[1]);
                  all.add(new Difference(Math.abs(apart(entry.getValue())), json));
                });
      }
    }
    JsonArray array = new JsonArray();
    all.stream()
        .sorted(Comparator.comparingDouble(one -> -one.weight()))
        .limit(MOST_WORDS)
        .forEach(one -> array.add(one.json()));
    return array;
  }

  private static double apart(double[] shares) {
    return shares[0] - shares[1];
  }

  private void add(List<String> text, int label, int side, Map<String, double[]> shares) {
    int[] members = labels.members(label);
    for (int member : members) {
      shares.computeIfAbsent(text.get(member), missing -> new double[2])[side] +=
          1.0 / members.length;
    }
  }

  private double mean(double[] values, int label) {
    return Arrays.stream(labels.members(label))
        .mapToDouble(i -> values[i])
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  private static double deviation(double[] values) {
    double[] known = Arrays.stream(values).filter(Double::isFinite).toArray();
    double mean = Arrays.stream(known).average().orElse(0);
    return Math.sqrt(
        Arrays.stream(known).map(value -> (value - mean) * (value - mean)).average().orElse(0));
  }

  /** Returns warnings about classes that largely reflect a column. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (ReportSamples.Column column : columns) {
      if (column.isNumbers()) {
        continue;
      }
      Map<String, Integer> numbers = numbered(column.text());
      if (numbers.size() < 2 || numbers.size() > MOST_VALUES) {
        continue;
      }
      int[] values = column.text().stream().mapToInt(numbers::get).toArray();
      double follows = normalisedMutualInformation(values, numbers.size());
      if (follows > FOLLOWS) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "The classes follow the column “%s” (normalised mutual information %.2f): they may"
                    + " tell its values apart rather than kinds of samples.",
                column.name(),
                follows));
      }
    }
    return warnings;
  }

  private static Map<String, Integer> numbered(List<String> text) {
    Map<String, Integer> numbers = new TreeMap<>();
    text.forEach(one -> numbers.put(one, 0));
    int next = 0;
    for (Map.Entry<String, Integer> entry : numbers.entrySet()) {
      entry.setValue(next++);
    }
    return numbers;
  }

  /** Computed over the samples that belong to a class, normalized by the mean of both entropies. */
  private double normalisedMutualInformation(int[] values, int kinds) {
    double[][] joint = new double[labels.classes()][kinds];
    int total = labels.size() - labels.noise();
    for (int i = 0; i < values.length; i++) {
      if (labels.get(i) != Labels.NOISE) {
        joint[labels.get(i)][values[i]] += 1.0 / total;
      }
    }
    double[] rows = Arrays.stream(joint).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
    double[] columnSums = new double[kinds];
    for (double[] row : joint) {
      for (int j = 0; j < kinds; j++) {
        columnSums[j] += row[j];
      }
    }
    double mean = (entropy(rows) + entropy(columnSums)) / 2;
    double both = entropy(Arrays.stream(joint).flatMapToDouble(Arrays::stream).toArray());
    return mean == 0 ? 0 : (entropy(rows) + entropy(columnSums) - both) / mean;
  }

  private static double entropy(double[] shares) {
    return -Arrays.stream(shares)
        .filter(share -> share > 0)
        .map(share -> share * Math.log(share))
        .sum();
  }

  /**
   * Returns the number of transitions between classes, if samples have an order: columns {@code
   * recording} and {@code begin}, as units of recordings do. A sample without a class ends a
   * sequence.
   */
  Optional<JsonObject> transitions() {
    Optional<ReportSamples.Column> recording = column("recording", false);
    Optional<ReportSamples.Column> begin = column("begin", true);
    if (recording.isEmpty() || begin.isEmpty() || labels.classes() == 0) {
      return Optional.empty();
    }
    List<String> of = recording.get().text();
    int[] order = SequenceOrder.of(of, begin.get().numbers());
    int[][] counts = new int[labels.classes()][labels.classes()];
    for (int i = 1; i < order.length; i++) {
      int before = order[i - 1];
      int after = order[i];
      if (of.get(before).equals(of.get(after))
          && labels.get(before) != Labels.NOISE
          && labels.get(after) != Labels.NOISE) {
        counts[labels.get(before)][labels.get(after)]++;
      }
    }
    JsonArray rows = new JsonArray();
    for (int[] row : counts) {
      JsonArray values = new JsonArray();
      Arrays.stream(row).forEach(values::add);
      rows.add(values);
    }
    JsonObject json = new JsonObject();
    json.addProperty("by", "recording, begin");
    json.add("counts", rows);
    return Optional.of(json);
  }

  private Optional<ReportSamples.Column> column(String name, boolean numbers) {
    return columns.stream()
        .filter(one -> one.name().equals(name) && one.isNumbers() == numbers)
        .findFirst();
  }
}
