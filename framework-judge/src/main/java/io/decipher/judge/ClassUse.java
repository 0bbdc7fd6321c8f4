// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import io.decipher.api.FloatMatrix;

/**
 * How samples are distributed over the classes of a classifier, and how confidently.
 *
 * <p>Symbols: p(y|x) the classifier's probabilities for a sample, p(y) their mean over samples.
 *
 * @param score exp of the mean KL(p(y|x) ‖ p(y)) within a split, averaged over splits: from 1 to
 *     the number of classes. It is the inception score only with ImageNet's Inception net
 * @param scoreDeviation the standard deviation over splits
 * @param modes how many classes have at least a tenth of an even share of the samples, where each
 *     sample counts for its most likely class: one in a hundred for ten classes
 * @param divergence KL(h ‖ uniform) in nats, where h is the histogram of most likely classes: 0 if
 *     all are equally frequent, ln(classes) if there is only one
 * @see <a href="https://arxiv.org/abs/1606.03498">Salimans et al. 2016, section 4</a>
 */
record ClassUse(double score, double scoreDeviation, int modes, double divergence) {
  private static final double LEAST_OF_EVEN_SHARE = 0.1;

  /**
   * Measures probabilities.
   *
   * @param probabilities (n x classes), rows that sum to 1; n a multiple of {@code splits}
   * @param splits the number of consecutive parts of equal size that the score is computed from
   */
  static ClassUse of(FloatMatrix probabilities, int splits) {
    int n = probabilities.rows();
    if (splits < 1 || n == 0 || n % splits != 0) {
      throw new IllegalArgumentException(n + " samples do not fall into " + splits + " splits");
    }
    int classes = probabilities.columns();
    double[] scores = new double[splits];
    double mean = 0;
    for (int split = 0; split < splits; split++) {
      scores[split] = score(probabilities, split * (n / splits), n / splits);
      mean += scores[split] / splits;
    }
    double variance = 0;
    for (double score : scores) {
      variance += (score - mean) * (score - mean) / splits;
    }
    int[] histogram = new int[classes];
    for (int digit : likeliest(probabilities)) {
      histogram[digit]++;
    }
    int modes = 0;
    double divergence = 0;
    for (int count : histogram) {
      double share = (double) count / n;
      modes += share >= LEAST_OF_EVEN_SHARE / classes ? 1 : 0;
      divergence += count == 0 ? 0 : share * Math.log(share * classes);
    }
    return new ClassUse(mean, Math.sqrt(variance), modes, Math.max(0, divergence));
  }

  /** Returns the most likely class of each sample, the first one in a tie, (n). */
  static int[] likeliest(FloatMatrix probabilities) {
    int[] classes = new int[probabilities.rows()];
    for (int i = 0; i < classes.length; i++) {
      for (int j = 1; j < probabilities.columns(); j++) {
        classes[i] = probabilities.get(i, j) > probabilities.get(i, classes[i]) ? j : classes[i];
      }
    }
    return classes;
  }

  private static double score(FloatMatrix probabilities, int from, int count) {
    int classes = probabilities.columns();
    double[] marginal = new double[classes];
    for (int i = from; i < from + count; i++) {
      for (int j = 0; j < classes; j++) {
        marginal[j] += probabilities.get(i, j) / (double) count;
      }
    }
    double information = 0;
    for (int i = from; i < from + count; i++) {
      for (int j = 0; j < classes; j++) {
        double p = probabilities.get(i, j);
        information += p == 0 ? 0 : p * Math.log(p / marginal[j]);
      }
    }
    return Math.exp(information / count);
  }
}
