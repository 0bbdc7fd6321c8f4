// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.DecipherException;
import io.decipher.api.GroundTruth;
import io.decipher.api.Labels;
import io.decipher.runtime.internal.metrics.Contingency;
import java.util.Arrays;

/**
 * The agreement of found classes with the ground truth. Nothing else in Decipher accepts a {@link
 * GroundTruth}.
 *
 * <p>{@code accuracy} is strict about noise: a sample without a class is wrong. {@code nmi}, {@code
 * ami} and {@code ari} compare partitions, in which noise is one more cluster, as in scikit-learn
 * for labels that contain -1. Samples without a true label (-1 in the truth) are not scored, nor do
 * they count for {@code coverage}. If no sample can be scored, all scores are NaN. Two equal
 * partitions have {@code nmi}, {@code ami} and {@code ari} 1, even if both consist of a single
 * class. If every sample is noise, nothing was found and all scores are 0, even against a truth of
 * a single class, to which a single cluster of noise would be equal.
 *
 * @param accuracy the fraction of correct samples under the best one-to-one matching of found and
 *     true classes (Hungarian method); noise and unmatched classes are wrong
 * @param nmi normalised mutual information, over the arithmetic mean of the two entropies, in [0,
 *     1]
 * @param ami adjusted mutual information, over the arithmetic mean (Vinh et al. 2010); at most 1,
 *     expected 0 by chance
 * @param ari adjusted Rand index (Hubert and Arabie 1985); at most 1, expected 0 by chance
 * @param coverage the fraction of samples that are not noise
 * @see <a href="https://jmlr.org/papers/v11/vinh10a.html">Vinh, Epps and Bailey 2010</a>
 * @see <a href="https://doi.org/10.1007/BF01908075">Hubert and Arabie 1985</a>
 */
public record Scores(double accuracy, double nmi, double ami, double ari, double coverage) {

  /**
   * Scores found classes.
   *
   * @param found (n)
   * @param truth (n), class numbers in any range and with any gaps
   * @throws DecipherException if the lengths differ
   * @implNote computing the expected mutual information takes O(max(clusters, classes) n) time;
   *     O(n) memory
   */
  public static Scores of(Labels found, GroundTruth truth) {
    if (found.size() != truth.labels().size()) {
      throw new DecipherException(
          "the data set has "
              + found.size()
              + " samples, but "
              + truth.labels().size()
              + " true labels; its plugin must be fixed");
    }
    Contingency table = Contingency.of(found, truth.labels());
    if (table.coverage() == 0) {
      return new Scores(0, 0, 0, 0, 0);
    }
    return new Scores(table.accuracy(), table.nmi(), table.ami(), table.ari(), table.coverage());
  }

  /**
   * Returns the area under the receiver operating characteristic of scores: the probability that a
   * positive sample has a higher score than a negative one, ties counting one half (Mann and
   * Whitney).
   *
   * @param scores (n), finite; higher scores indicate positives
   * @param truth (n), 1 for positives, 0 for negatives, as returned by {@code
   *     NamedTable.truthAgainstRest}
   * @return in [0, 1]; 0.5 by chance; NaN if all samples are of one kind
   * @throws DecipherException if the lengths differ
   * @see <a href="https://doi.org/10.1148/radiology.143.1.7063747">Hanley and McNeil 1982</a>
   */
  public static double rocAuc(float[] scores, GroundTruth truth) {
    Labels labels = truth.labels();
    if (scores.length != labels.size()) {
      throw new DecipherException(
          "there are " + scores.length + " scores, but " + labels.size() + " labels");
    }
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Float.compare(scores[a], scores[b]));
    double ranks = 0;
    long ones = 0;
    for (int from = 0; from < order.length; ) {
      int end = from;
      while (end < order.length && scores[order[end]] == scores[order[from]]) {
        end++;
      }
      for (int i = from; i < end; i++) {
        if (labels.get(order[i]) == 1) {
          ranks += (from + 1 + end) / 2.0; // ties have the mean of their ranks
          ones++;
        }
      }
      from = end;
    }
    long others = order.length - ones;
    return (ranks - ones * (ones + 1) / 2.0) / ((double) ones * others);
  }
}
