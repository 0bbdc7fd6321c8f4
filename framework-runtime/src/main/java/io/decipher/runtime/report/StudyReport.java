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
 * The result of a {@link io.decipher.runtime.SeedStudy}.
 *
 * @param runs the finished runs, ordered by seed
 * @param failures why other runs failed, by seed
 * @param consensus the consensus of the runs
 * @param scores of the consensus, if the data set has a ground truth
 * @param directory the output directory
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
   * @param classes the number of classes found
   * @param noise the fraction of noise samples
   * @param scores the agreement of its classes with the ground truth, if the data set has one
   * @param compared the same for the classes by other features alone, by name
   * @param seconds its duration
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
   * @param classes their number
   * @param scores their agreement with the ground truth, if the data set has one
   */
  public record Compared(int classes, Optional<Scores> scores) {}

  /** The median, minimum and maximum of some values. */
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

  /** Returns how many runs found each number of classes. */
  public Map<Integer, Integer> histogram() {
    Map<Integer, Integer> histogram = new TreeMap<>();
    runs.forEach(run -> histogram.merge(run.classes, 1, Integer::sum));
    return histogram;
  }

  /**
   * Returns the spread of a score over the runs; empty if the data set has no ground truth.
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
