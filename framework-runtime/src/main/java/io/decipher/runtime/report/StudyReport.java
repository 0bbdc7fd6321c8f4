// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What the runs of a {@link io.decipher.runtime.SeedStudy} found.
 *
 * @param runs those that came to an end, by their seeds
 * @param failures why others did not, by their seeds
 * @param consensus what the runs agree on
 * @param scores of the consensus, if the data set knows
 * @param directory where the study wrote
 */
public record StudyReport(
    List<SeedRun> runs,
    Map<Long, String> failures,
    Consensus consensus,
    Optional<Scores> scores,
    Path directory) {

  /**
   * One run.
   *
   * @param seed its seed
   * @param classes how many classes it found
   * @param noise the share of samples that are in none
   * @param scores how well its classes agree with what people say, if the data set knows
   * @param compared the same of the classes by other features alone, by their names
   * @param seconds how long it took
   */
  public record SeedRun(
      long seed,
      int classes,
      double noise,
      Optional<Scores> scores,
      Map<String, Compared> compared,
      double seconds) {}

  /**
   * Classes by other features alone.
   *
   * @param classes how many
   * @param scores how well they agree with what people say, if the data set knows
   */
  public record Compared(int classes, Optional<Scores> scores) {}

  /** The middle of some values, the least and the greatest. */
  public record Spread(double median, double worst, double best) {
    public static Spread of(double... values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int middle = sorted.length / 2;
      double median =
          sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
      return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
  }

  /** Returns how many runs found how many classes. */
  public Map<Integer, Integer> histogram() {
    Map<Integer, Integer> histogram = new TreeMap<>();
    runs.forEach(run -> histogram.merge(run.classes, 1, Integer::sum));
    return histogram;
  }

  /**
   * Returns the spread of a score over the runs; empty if the data set knows no classes.
   *
   * @param score e.g. {@code Scores::accuracy}
   */
  public Optional<Spread> spread(ToDoubleFunction<Scores> score) {
    double[] values =
        runs.stream()
            .flatMap(run -> run.scores.stream())
            .mapToDouble(score)
            .filter(Double::isFinite)
            .toArray();
    return values.length == 0 ? Optional.empty() : Optional.of(Spread.of(values));
  }
}
