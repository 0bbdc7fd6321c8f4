// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.metrics;

import io.decipher.api.Labels;
import java.util.Arrays;

/**
 * How many samples each cluster of one partition shares with each class of another, and how far the
 * two agree.
 *
 * <p>Symbols: n samples, a_i the size of cluster i, b_j the size of class j, n_ij samples in both.
 * Two equal partitions agree by 1, even if both are one single class.
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
   * Counts.
   *
   * @param found (n), the clusters; noise among them is one more
   * @param classified (n), the classes, in any range and with any gaps; samples that are noise here
   *     do not count
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

  /** Counts likewise, noise of either being one more cluster of its own. */
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
   * Returns the mutual information over the arithmetic mean of the two entropies, in [0, 1]; NaN of
   * no samples.
   */
  public double nmi() {
    return n == 0
        ? Double.NaN
        : isOneToOne() ? 1 : Math.max(0, Math.min(1, mutualInformation() / meanEntropy()));
  }

  /**
   * Returns the mutual information adjusted for chance, over the arithmetic mean of the two
   * entropies (Vinh et al. 2010), 1 at best; NaN of no samples.
   */
  public double ami() {
    return n == 0 ? Double.NaN : isOneToOne() ? 1 : adjusted(mutualInformation(), meanEntropy());
  }

  /** Returns the Rand index adjusted for chance, 1 at best; NaN of no samples. */
  public double ari() {
    return n == 0 ? Double.NaN : isOneToOne() ? 1 : adjustedRand();
  }

  private double meanEntropy() {
    return (entropy(clusterSizes) + entropy(classSizes)) / 2;
  }

  /** Entropy in nats. */
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
   * Returns the share of samples that are right under the best one-to-one match of clusters to
   * classes; NaN of no samples.
   */
  public double accuracy() {
    return (double) matched() / n;
  }

  /** Returns the share of samples that are in clusters; NaN of no samples. */
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

  /** Whether the two partitions are the same. */
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

  /** In nats. */
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
      return 0; // chance cannot do worse, so agreement says nothing
    }
    return (information - expected) / room;
  }

  /** The mean of the mutual information over all partitions of these sizes, in nats. */
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

  /** ln k! for k = 0 … n; summed with compensation, for 70,000 terms lose five digits without. */
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
