// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import io.decipher.api.Attributes;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The results of a run for each sample and each class, by name: {@code items.csv} and {@code
 * classes.csv}.
 *
 * @param samples (n)
 * @param found the class of each
 * @param outlierScores the outlier score of each, (n x 1), if the clusterer provides them
 * @param places the position of each in the layout, (n x 2 or more), if there is one
 * @param second the second-best class of each, noise for none, if known
 * @param names of classes, by number; may be empty
 */
public record Items(
    Samples samples,
    FoundClasses found,
    Optional<FloatMatrix> outlierScores,
    Optional<FloatMatrix> places,
    Optional<Labels> second,
    Map<Integer, String> names) {
  /** The name of {@code items.csv}. */
  public static final String FILE = "items.csv";

  /** The name of {@code classes.csv}. */
  public static final String CLASSES = "classes.csv";

  private static final List<String> FIRST =
      List.of("name", "class", "strength", "outlier_score", "x", "y");
  private static final List<String> TIMES = List.of("begin", "end");
  private static final int DECIMALS = 5;
  private static final int EXEMPLARS = 10;

  /**
   * Creates the items of samples whose classes have no names.
   *
   * @param points the features by which the classes were found, (n x d), from which the second-best
   *     class of each sample is determined
   * @see SecondBest
   */
  public static Items of(
      Samples samples,
      FoundClasses found,
      Optional<FloatMatrix> outlierScores,
      Optional<FloatMatrix> places,
      FloatMatrix points) {
    return new Items(
        samples,
        found,
        outlierScores,
        places,
        Optional.of(SecondBest.of(found.labels(), points)),
        Map.of());
  }

  /** Returns {@code items.csv}: one row per sample, in order. */
  public String table() {
    Attributes known = samples.attributes();
    List<String> times =
        TIMES.stream().allMatch(known::has) ? TIMES : List.of(); // one without the other is useless
    List<String> others = known.names().stream().filter(name -> !times.contains(name)).toList();
    List<String> header = new ArrayList<>(FIRST);
    header.addAll(times);
    second.ifPresent(any -> header.add("second_class"));
    if (!names.isEmpty()) {
      header.add("class_name");
    }
    for (String name : others) {
      String title = name;
      while (header.contains(title)) {
        title = "attribute." + title; // the data's own column 'class' differs
      }
      header.add(title);
    }
    List<List<String>> columns = new ArrayList<>();
    times.forEach(name -> columns.add(known.text(name)));
    List<List<String>> last = others.stream().map(known::text).toList();
    StringBuilder table = new StringBuilder(Csv.row(header));
    for (int i = 0; i < samples.count(); i++) {
      List<String> row = new ArrayList<>(first(i));
      for (List<String> column : columns) {
        row.add(column.get(i));
      }
      if (second.isPresent()) {
        row.add(Integer.toString(second.get().get(i)));
      }
      if (!names.isEmpty()) {
        row.add(names.getOrDefault(found.labels().get(i), ""));
      }
      for (List<String> column : last) {
        row.add(column.get(i));
      }
      table.append(Csv.row(row));
    }
    return table.toString();
  }

  private List<String> first(int sample) {
    return List.of(
        samples.name(sample),
        Integer.toString(found.labels().get(sample)),
        Csv.number(found.strengths().get(sample, 0), DECIMALS),
        cell(outlierScores, sample, 0),
        cell(places, sample, 0),
        cell(places, sample, 1));
  }

  private static String cell(Optional<FloatMatrix> values, int sample, int column) {
    return values.isPresent() && column < values.get().columns()
        ? Csv.number(values.get().get(sample, column), DECIMALS)
        : "";
  }

  /**
   * Returns {@code classes.csv}: one row per class, with its size, the names of its most
   * representative samples, and its mean membership strength; for units of recordings also their
   * durations.
   */
  public String classes() {
    Labels labels = found.labels();
    Optional<double[]> durations =
        samples.attributes().has("duration")
            ? samples.attributes().numbers("duration")
            : Optional.empty();
    List<String> header =
        new ArrayList<>(List.of("class", "size", "medoid", "exemplars", "mean_strength"));
    durations.ifPresent(any -> header.add("mean_duration"));
    if (!names.isEmpty()) {
      header.add("class_name");
    }
    StringBuilder table = new StringBuilder(Csv.row(header));
    for (int label = 0; label < labels.classes(); label++) {
      int[] members = labels.members(label);
      List<String> row = new ArrayList<>();
      row.add(Integer.toString(label));
      row.add(Integer.toString(members.length));
      row.add(medoid(members).map(samples::name).orElse(""));
      row.add(String.join("; ", exemplars(members)));
      row.add(
          Csv.number(
              Arrays.stream(members)
                  .mapToDouble(i -> found.strengths().get(i, 0))
                  .average()
                  .orElse(0),
              DECIMALS));
      if (durations.isPresent()) {
        double[] all = durations.get();
        row.add(
            Csv.number(
                Arrays.stream(members).mapToDouble(i -> all[i]).average().orElse(0), DECIMALS));
      }
      if (!names.isEmpty()) {
        row.add(names.getOrDefault(label, ""));
      }
      table.append(Csv.row(row));
    }
    return table.toString();
  }

  private List<String> exemplars(int[] members) {
    return Arrays.stream(members)
        .boxed()
        .sorted(
            (a, b) -> {
              int order = Float.compare(found.strengths().get(b, 0), found.strengths().get(a, 0));
              return order != 0 ? order : Integer.compare(a, b);
            })
        .limit(EXEMPLARS)
        .map(samples::name)
        .toList();
  }

  /** Returns the member nearest to the centre of the class in the layout. */
  private Optional<Integer> medoid(int[] members) {
    if (members.length == 0 || places.isEmpty()) {
      return Optional.empty();
    }
    FloatMatrix points = places.get();
    double[] mean = new double[points.columns()];
    for (int member : members) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += points.get(member, j) / members.length;
      }
    }
    int best = members[0];
    double least = Double.POSITIVE_INFINITY;
    for (int member : members) {
      double sum = 0;
      for (int j = 0; j < mean.length; j++) {
        double difference = points.get(member, j) - mean[j];
        sum += difference * difference;
      }
      if (sum < least) {
        least = sum;
        best = member;
      }
    }
    return Optional.of(best);
  }
}
