// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.metrics;

import io.decipher.api.Labels;
import java.util.Arrays;

/**
 * The contingency table of two partitions, and measures of their agreement.
 *
 * <p>Symbols: n samples, a_i the size of cluster i, b_j the size of class j, n_ij samples in both.
 * Two equal partitions have agreement 1, even if both consist of a single class.
 *
 * @see Scores
 */
public final class Contingency {
  /** n_ij, (clusters x classes); the last row is noise. */
  private final long[][] counts;

  /** a_i, (clusters). */
  private final int[] clusterSizes;

  /** b_j, (classes). */
  private final int[] classSizes;

  private final int noise;
  private final int n;

  private Contingency(long[][] counts, int[] clusterSizes, int[] classSizes, int n) {
    this.counts = counts;
    this.clusterSizes = clusterSizes;
    this.classSizes = classSizes;
    this.noise = clusterSizes[clusterSizes.length - 1];
    this.n = n;
  }

  /**
   * Counts the samples of each cluster and class.
   *
   * @param found (n), the clusters; noise is one more cluster
   * @param classified (n), the classes, in any range and with any gaps; samples that are noise here
   *     are ignored
   */
  public static Contingency of(Labels found, Labels classified) {
    int[] clusters = distinct(found.toArray());
    int[] classes = distinct(classified.toArray());
    long[][] counts = new long[clusters.length + 1][classes.length];
    int[] clusterSizes = new int[clusters.length + 1];
    int[] classSizes = new int[classes.length];
    int n = 0;
    for (int sample = 0; sample < found.size(); sample++) {
      if (classified.get(sample) == Labels.NOISE) {
        continue;
      }
      int i =
          found.get(sample) == Labels.NOISE
              ? clusters.length
              : Arrays.binarySearch(clusters, found.get(sample));
      int j = Arrays.binarySearch(classes, classified.get(sample));
      counts[i][j]++;
      clusterSizes[i]++;
      classSizes[j]++;
      n++;
    }
    return new Contingency(counts, clusterSizes, classSizes, n);
  }

  /** Counts likewise, with noise as one more cluster in both. */
  public static Contingency between(Labels found, Labels others) {
    int noise = others.classes();
    return of(
        found,
        Labels.of(
            Arrays.stream(others.toArray())
                .map(label -> label == Labels.NOISE ? noise : label)
                .toArray()));
  }

  private static int[] distinct(int[] labels) {
    return Arrays.stream(labels)
        .filter(label -> label != Labels.NOISE)
        .distinct()
        .sorted()
        .toArray();
  }

  /**
   * Returns the normalised mutual information, over the arithmetic mean of the two entropies, in
   * [0, 1]; NaN without samples.
   */
  public double nmi() {
    return n == 0
        ? Double.NaN
        : isOneToOne() ? 1 : Math.max(0, Math.min(1, mutualInformation() / meanEntropy()));
  }

  /**
   * Returns the adjusted mutual information, over the arithmetic mean of the two entropies (Vinh et
   * al. 2010), at most 1; NaN without samples.
   */
  public double ami() {
    return n == 0 ? Double.NaN : isOneToOne() ? 1 : adjusted(mutualInformation(), meanEntropy());
  }

  /** Returns the adjusted Rand index, at most 1; NaN without samples. */
  public double ari() {
    return n == 0 ? Double.NaN : isOneToOne() ? 1 : adjustedRand();
  }

  private double meanEntropy() {
    return (entropy(clusterSizes) + entropy(classSizes)) / 2;
  }

  /** Returns the entropy in nats. */
  private double entropy(int[] sizes) {
    double sum = 0;
    for (int size : sizes) {
      sum -= size == 0 ? 0 : (double) size / n * Math.log((double) size / n);
    }
    return sum;
  }

  private static double pairs(long size) {
    return size * (size - 1) / 2.0;
  }

  /**
   * Returns the fraction of correct samples under the best one-to-one matching of clusters and
   * classes; NaN without samples.
   */
  public double accuracy() {
    return (double) matched() / n;
  }

  /** Returns the fraction of samples in clusters; NaN without samples. */
  public double coverage() {
    return (n - noise) / (double) n;
  }

  private long matched() {
    long[][] withoutNoise = Arrays.copyOf(counts, counts.length - 1);
    int[] classOfCluster = Assignment.best(withoutNoise);
    long matched = 0;
    for (int i = 0; i < withoutNoise.length; i++) {
      matched += classOfCluster[i] == Assignment.NONE ? 0 : counts[i][classOfCluster[i]];
    }
    return matched;
  }

  /** Returns whether the two partitions are equal. */
  private boolean isOneToOne() {
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < classSizes.length; j++) {
        if (counts[i][j] > 0
            && (counts[i][j] != clusterSizes[i] || counts[i][j] != classSizes[j])) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns the mutual information in nats. */
  private double mutualInformation() {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < classSizes.length; j++) {
        long both = counts[i][j];
        if (both > 0) {
          sum +=
              (double) both
                  / n
                  * Math.log((double) n * both / ((double) clusterSizes[i] * classSizes[j]));
        }
      }
    }
    return Math.max(0, sum);
  }

  private double adjusted(double information, double mean) {
    double expected = expectedInformation();
    double room = mean - expected;
    if (Math.abs(room) < 1e-12) {
      return 0; // chance agreement is maximal, so agreement is not meaningful
    }
    return (information - expected) / room;
  }

  /** Returns the expected mutual information of partitions with these sizes, in nats. */
  private double expectedInformation() {
    double[] logFactorial = logFactorials(n);
    double sum = 0;
    for (int a : clusterSizes) {
      for (int b : classSizes) {
        double fixed =
            logFactorial[a]
                + logFactorial[b]
                + logFactorial[n - a]
                + logFactorial[n - b]
                - logFactorial[n];
        long least = Math.max(1, (long) a + b - n);
        for (int both = (int) least; both <= Math.min(a, b); both++) {
          double probability =
              Math.exp(
                  fixed
                      - logFactorial[both]
                      - logFactorial[a - both]
                      - logFactorial[b - both]
                      - logFactorial[n - a - b + both]);
          sum += (double) both / n * Math.log((double) n * both / ((double) a * b)) * probability;
        }
      }
    }
    return sum;
  }

  /**
   * Returns ln k! for k = 0 … n, by compensated summation: 70,000 terms would lose five digits
   * without.
   */
  private static double[] logFactorials(int n) {
    double[] result = new double[n + 1];
    double lost = 0;
    for (int k = 2; k <= n; k++) {
      double term = Math.log(k) - lost;
      result[k] = result[k - 1] + term;
      lost = (result[k] - result[k - 1]) - term;
    }
    return result;
  }

  private double adjustedRand() {
    double together = 0;
    double inClusters = 0;
    double inClasses = 0;
    for (int i = 0; i < counts.length; i++) {
      inClusters += pairs(clusterSizes[i]);
      for (long both : counts[i]) {
        together += pairs(both);
      }
    }
    for (int size : classSizes) {
      inClasses += pairs(size);
    }
    double expected = inClusters * inClasses / pairs(n);
    return (together - expected) / ((inClusters + inClasses) / 2 - expected);
  }
}
