// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Change-point detection: splits a log where the level of a channel or its variability changes.
 *
 * <p>The log is divided into blocks, four per shortest stretch; each block is described by the mean
 * and the logarithm of the standard deviation of each channel, or by the mean alone if a block has
 * at most two steps. The cuts minimize the cost, twice the negative log-likelihood under a separate
 * normal distribution for each stretch and value, plus a penalty per cut by the Bayesian
 * information criterion, (2 d + 1) ln(blocks) for d values per block. A variance is at least a
 * quarter of the noise variance, estimated from the median difference of neighbouring blocks, so
 * that a few equal blocks do not form a stretch. The minimum is found exactly, by PELT.
 *
 * @see <a href="https://doi.org/10.1080/01621459.2012.737745">Killick et al. 2012 (PELT)</a>
 */
final class ChangePoints {
  private static final int MOST_BLOCKS = 5000; // at a time; longer logs are also cut there
  private static final int LEAST_BLOCKS = 4; // per stretch
  private static final double LEAST_VARIANCE = 0.25; // in units of the noise variance
  private static final double MEDIAN_OF_DIFFERENCES = 0.9538725524; // 0.6745 * sqrt(2)

  private ChangePoints() {}

  /**
   * Returns the start of each stretch, in steps, beginning with 0.
   *
   * @param channels (channels x steps); NaN for missing values
   * @param shortest minimum length of a stretch, in steps
   * @implNote O(blocks x d) time if there are many changes, O(blocks² x d) if there are none, for
   *     at most {@value #MOST_BLOCKS} blocks at a time
   */
  static int[] of(double[][] channels, int shortest) {
    int block = Math.max(1, shortest / LEAST_BLOCKS);
    int blocks = channels[0].length / block;
    if (blocks < 2 * LEAST_BLOCKS) {
      return new int[] {0};
    }
    int[] known = known(channels, block, blocks);
    double[][] values = standardized(blocks(channels, block, known));
    List<Integer> starts = new ArrayList<>();
    for (int first = 0; first < known.length; first += MOST_BLOCKS) {
      int count = Math.min(MOST_BLOCKS, known.length - first);
      for (int start : pelt(Arrays.copyOfRange(values, first, first + count))) {
        starts.add(first + start == 0 ? 0 : known[first + start] * block);
      }
    }
    return starts.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Returns the blocks in which every channel has a value, or all blocks if those are fewer than
   * half.
   */
  private static int[] known(double[][] channels, int block, int blocks) {
    int[] known =
        IntStream.range(0, blocks)
            .filter(
                b ->
                    Arrays.stream(channels)
                        .allMatch(
                            channel ->
                                IntStream.range(b * block, (b + 1) * block)
                                    .anyMatch(i -> !Double.isNaN(channel[i]))))
            .toArray();
    return 2 * known.length >= blocks ? known : IntStream.range(0, blocks).toArray();
  }

  /**
   * Returns mean and log deviation of each channel, (blocks x 2 channels), or only the mean of each
   * if a block has at most two steps.
   */
  private static double[][] blocks(double[][] channels, int block, int... known) {
    int parts = block > 2 ? 2 : 1;
    double[][] values = new double[known.length][parts * channels.length];
    for (int c = 0; c < channels.length; c++) {
      double[] before = new double[2];
      double whole = Math.max(1e-12, moments(channels[c], 0, channels[c].length, before)[1]);
      for (int b = 0; b < known.length; b++) {
        double[] moments = moments(channels[c], known[b] * block, (known[b] + 1) * block, before);
        values[b][parts * c] = moments[0];
        if (parts == 2) {
          values[b][parts * c + 1] = Math.log(moments[1] + 1e-3 * whole);
        }
        before = moments;
      }
    }
    return values;
  }

  /**
   * Returns mean and standard deviation of the known values, or the previous ones if there are
   * none.
   */
  private static double[] moments(double[] channel, int from, int to, double[] before) {
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int i = from; i < to; i++) {
      if (!Double.isNaN(channel[i])) {
        sum += channel[i];
        squares += channel[i] * channel[i];
        count++;
      }
    }
    if (count == 0) {
      return before;
    }
    double mean = sum / count;
    return new double[] {mean, Math.sqrt(Math.max(0, squares / count - mean * mean))};
  }

  /** Scales each column by its noise. */
  private static double[][] standardized(double[][] values) {
    int width = values[0].length;
    for (int j = 0; j < width; j++) {
      double[] differences = new double[values.length - 1];
      for (int i = 0; i < differences.length; i++) {
        differences[i] = Math.abs(values[i + 1][j] - values[i][j]);
      }
      Arrays.sort(differences);
      double noise = differences[differences.length / 2] / MEDIAN_OF_DIFFERENCES;
      if (!(noise > 0)) { // most blocks are equal: any change counts
        noise = differences[differences.length - 1] / values.length;
      }
      double first = values[0][j];
      for (double[] row : values) {
        row[j] = noise > 0 ? (row[j] - first) / noise : 0;
      }
    }
    return values;
  }

  private static int[] pelt(double[][] values) {
    int n = values.length;
    int width = values[0].length;
    double penalty = (2 * width + 1) * Math.log(Math.max(2, n));
    double[][] sums = new double[n + 1][width];
    double[][] squares = new double[n + 1][width];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < width; j++) {
        sums[i + 1][j] = sums[i][j] + values[i][j];
        squares[i + 1][j] = squares[i][j] + values[i][j] * values[i][j];
      }
    }
    double[] best = new double[n + 1];
    int[] last = new int[n + 1];
    best[0] = -penalty;
    Arrays.fill(best, 1, Math.min(n, LEAST_BLOCKS - 1) + 1, Double.POSITIVE_INFINITY);
    List<Integer> candidates = new ArrayList<>(List.of(0));
    for (int end = LEAST_BLOCKS; end <= n; end++) {
      best[end] = Double.POSITIVE_INFINITY;
      double[] costs = new double[candidates.size()];
      for (int k = 0; k < costs.length; k++) {
        int start = candidates.get(k);
        costs[k] = best[start] + cost(sums, squares, start, end);
        if (costs[k] + penalty < best[end]) {
          best[end] = costs[k] + penalty;
          last[end] = start;
        }
      }
      List<Integer> kept = new ArrayList<>();
      for (int k = 0; k < costs.length; k++) {
        if (costs[k] <= best[end]) {
          kept.add(candidates.get(k));
        }
      }
      int next = end - LEAST_BLOCKS + 1; // from here on a stretch may begin
      if (next >= LEAST_BLOCKS) {
        kept.add(next);
      }
      candidates = kept;
    }
    List<Integer> starts = new ArrayList<>();
    for (int at = n; at > 0; at = last[at]) {
      starts.add(0, last[at]);
    }
    return starts.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Returns twice the negative log-likelihood, up to a constant shared by all stretches. */
  private static double cost(double[][] sums, double[][] squares, int start, int end) {
    double count = end - start;
    double cost = 0;
    for (int j = 0; j < sums[0].length; j++) {
      double mean = (sums[end][j] - sums[start][j]) / count;
      double variance = Math.max(0, (squares[end][j] - squares[start][j]) / count - mean * mean);
      double assumed = Math.max(LEAST_VARIANCE, variance);
      cost += count * (Math.log(assumed) + variance / assumed);
    }
    return cost;
  }
}
