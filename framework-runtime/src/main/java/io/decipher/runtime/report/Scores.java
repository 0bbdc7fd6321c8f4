// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.DecipherException;
import io.decipher.api.GroundTruth;
import io.decipher.api.Labels;
import io.decipher.runtime.internal.metrics.Contingency;
import java.util.Arrays;

/**
 * How well found classes agree with what people say the classes are. Nothing else in Decipher takes
 * a {@link GroundTruth}.
 *
 * <p>{@code accuracy} is strict on noise: a sample without a class is wrong. {@code nmi}, {@code
 * ami} and {@code ari} compare partitions, so noise is one more cluster of its own there, as it is
 * when scikit-learn is given labels with -1 among them. Samples that people left without a label
 * (-1 in the truth) are not scored, nor do they count for {@code coverage}. Where no sample can be
 * scored every score is NaN. Two equal partitions have {@code nmi}, {@code ami} and {@code ari} 1,
 * even if both are one single class. Where every sample is noise nothing was found, and every score
 * is 0, also against truth that is one single class, as which a single cluster of noise would
 * count.
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
  public static Scores of(Labels found, GroundTruth truth) {
    if (found.size() != truth.labels().size()) {
      throw new DecipherException(
          "the data set has "
              + found.size()
              + " samples, but "
              + truth.labels().size()
              + " labels to score by; its plugin must be fixed");
    }
    Contingency table = Contingency.of(found, truth.labels());
    if (table.coverage() == 0) {
      return new Scores(0, 0, 0, 0, 0);
    }
    return new Scores(table.accuracy(), table.nmi(), table.ami(), table.ari(), table.coverage());
  }

  /**
   * Returns how well scores tell the samples of one kind from all others: the area under the
   * receiver operating characteristic, which is the chance that one of the kind has a higher score
   * than another, equal scores counting half (Mann and Whitney).
   *
   * @param scores (n), finite; higher is more of the kind
   * @param truth (n), 1 for the kind, 0 for others, as {@code NamedTable.truthAgainstRest} tells
   * @return in [0, 1]; 0.5 of chance; NaN where there is only one kind
   * @throws DecipherException if the two differ in length
   * @see <a href="https://doi.org/10.1148/radiology.143.1.7063747">Hanley and McNeil 1982</a>
   */
  public static double rocAuc(float[] scores, GroundTruth truth) {
    Labels labels = truth.labels();
    if (scores.length != labels.size()) {
      throw new DecipherException(
          "there are " + scores.length + " scores, but " + labels.size() + " labels to judge by");
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
          ranks += (from + 1 + end) / 2.0; // equal ones have the mean of their ranks
          ones++;
        }
      }
      from = end;
    }
    long others = order.length - ones;
    return (ranks - ones * (ones + 1) / 2.0) / ((double) ones * others);
  }
}
