package io.decipher.runtime;

import io.decipher.api.DecipherException;
import io.decipher.api.Labels;
import io.decipher.api.Truth;
import java.util.Arrays;

/**
 * How well found classes agree with what people say the classes are. Nothing else in Decipher takes
 * a {@link Truth}.
 *
 * <p>{@code accuracy} is strict on noise: a sample without a class is wrong. {@code nmi}, {@code
 * ami} and {@code ari} compare partitions, so noise is one more cluster of its own there, as it is
 * when scikit-learn is given labels with -1 among them. Samples that people left without a label
 * (-1 in the truth) are not scored, nor do they count for {@code coverage}. Where no sample can be
 * scored every score is NaN. Two equal partitions have {@code nmi}, {@code ami} and {@code ari} 1,
 * even if both are one single class.
 *
 * <p>Symbols: n samples, a_i the size of cluster i, b_j the size of class j, n_ij samples in both.
 *
 * @param accuracy the share of samples that are right under the best one-to-one match of found
 *     classes to true ones (Hungarian method); noise and classes without a partner are wrong
 * @param nmi mutual information over the arithmetic mean of the two entropies, in [0, 1]
 * @param ami mutual information adjusted for chance, over the arithmetic mean (Vinh et al. 2010); 1
 *     at best, 0 expected of chance
 * @param ari Rand index adjusted for chance (Hubert and Arabie 1985); 1 at best, 0 expected of
 *     chance
 * @param coverage the share of samples that are not noise
 * @see <a href="https://jmlr.org/papers/v11/vinh10a.html">Vinh, Epps and Bailey 2010</a>
 * @see <a href="https://doi.org/10.1007/BF01908075">Hubert and Arabie 1985</a>
 */
public record Scores(double accuracy, double nmi, double ami, double ari, double coverage) {

  /**
   * Scores found classes.
   *
   * @param found (n)
   * @param truth (n), class numbers in any range and with any gaps
   * @throws DecipherException if the two differ in length
   * @implNote the expected mutual information costs O(max(clusters, classes) n) time; O(n) memory
   */
  public static Scores of(Labels found, Truth truth) {
    if (found.size() != truth.labels().size()) {
      throw new DecipherException(
          "the data set has "
              + found.size()
              + " samples, but "
              + truth.labels().size()
              + " labels to score by; its plugin must be mended");
    }
    Table table = Table.of(found, truth.labels());
    if (table.n == 0) {
      return new Scores(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    double information = table.mutualInformation();
    double mean = (entropy(table.clusterSizes, table.n) + entropy(table.classSizes, table.n)) / 2;
    boolean equal = table.isOneToOne();
    return new Scores(
        table.matched() / (double) table.n,
        equal ? 1 : clamp(information / mean),
        equal ? 1 : table.adjusted(information, mean),
        equal ? 1 : table.adjustedRand(),
        (table.n - table.noise) / (double) table.n);
  }

  private static double clamp(double share) {
    return Math.max(0, Math.min(1, share));
  }

  /** Entropy in nats. */
  private static double entropy(int[] sizes, int n) {
    double sum = 0;
    for (int size : sizes) {
      sum -= size == 0 ? 0 : (double) size / n * Math.log((double) size / n);
    }
    return sum;
  }

  private static double pairs(long size) {
    return size * (size - 1) / 2.0;
  }

  /** How many samples each cluster shares with each class. */
  private static final class Table {
    /** n_ij, (clusters x classes); the last row is noise. */
    final long[][] counts;

    /** a_i, (clusters). */
    final int[] clusterSizes;

    /** b_j, (classes). */
    final int[] classSizes;

    final int noise;
    final int n;

    private Table(long[][] counts, int[] clusterSizes, int[] classSizes, int n) {
      this.counts = counts;
      this.clusterSizes = clusterSizes;
      this.classSizes = classSizes;
      this.noise = clusterSizes[clusterSizes.length - 1];
      this.n = n;
    }

    static Table of(Labels found, Labels truth) {
      int[] clusters = distinct(found.toArray());
      int[] classes = distinct(truth.toArray());
      long[][] counts = new long[clusters.length + 1][classes.length];
      int[] clusterSizes = new int[clusters.length + 1];
      int[] classSizes = new int[classes.length];
      int n = 0;
      for (int sample = 0; sample < found.size(); sample++) {
        if (truth.get(sample) == Labels.NOISE) {
          continue;
        }
        int i =
            found.get(sample) == Labels.NOISE
                ? clusters.length
                : Arrays.binarySearch(clusters, found.get(sample));
        int j = Arrays.binarySearch(classes, truth.get(sample));
        counts[i][j]++;
        clusterSizes[i]++;
        classSizes[j]++;
        n++;
      }
      return new Table(counts, clusterSizes, classSizes, n);
    }

    private static int[] distinct(int[] labels) {
      return Arrays.stream(labels)
          .filter(label -> label != Labels.NOISE)
          .distinct()
          .sorted()
          .toArray();
    }

    long matched() {
      long[][] withoutNoise = Arrays.copyOf(counts, counts.length - 1);
      int[] classOfCluster = Assignment.best(withoutNoise);
      long matched = 0;
      for (int i = 0; i < withoutNoise.length; i++) {
        matched += classOfCluster[i] == Assignment.NONE ? 0 : counts[i][classOfCluster[i]];
      }
      return matched;
    }

    /** Whether the two partitions are the same. */
    boolean isOneToOne() {
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
    double mutualInformation() {
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

    double adjusted(double information, double mean) {
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

    double adjustedRand() {
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
}
