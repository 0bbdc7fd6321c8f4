// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.latent;

import io.decipher.api.FloatMatrix;
import java.util.stream.IntStream;

/**
 * Spreads the class probabilities of samples over the graph of their nearest neighbours (Zhou et
 * al. 2004).
 *
 * <p>Symbols: p_i the probability of each class for sample i on its own; t_i = (1 − α) p_i + α ·
 * the mean of t_j over the neighbours j, α = 0.9: the influence of a sample decays by a tenth with
 * each step.
 *
 * @see <a
 *     href="https://papers.nips.cc/paper/2003/hash/87682805257e619d49b8e0dfdc14affa-Abstract.html">Zhou
 *     et al. 2004</a>
 */
public final class Graph {
  private static final double ALPHA = 0.9;
  private static final int STEPS = 30; // the influence of farther samples is α^30, a twentieth
  private static final double LEAST = 1e-30; // a probability with a finite logarithm

  private Graph() {}

  /**
   * Returns log t.
   *
   * @param memberships p, (n x classes)
   * @param neighbours of each sample; a sample without neighbours keeps its own probabilities
   * @return (n x classes)
   */
  public static FloatMatrix agreed(double[][] memberships, int[][] neighbours) {
    int n = memberships.length;
    int classes = memberships[0].length;
    double[][] now = memberships;
    for (int step = 0; step < STEPS; step++) {
      double[][] before = now;
      double[][] next = new double[n][];
      IntStream.range(0, n)
          .parallel()
          .forEach(i -> next[i] = mixed(memberships[i], before, neighbours[i]));
      now = next;
    }
    float[] logs = new float[n * classes];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < classes; k++) {
        logs[i * classes + k] = (float) Math.log(Math.max(LEAST, now[i][k]));
      }
    }
    return FloatMatrix.wrap(n, classes, logs);
  }

  private static double[] mixed(double[] own, double[][] all, int[] neighbours) {
    if (neighbours.length == 0) {
      return own;
    }
    double[] mixed = new double[own.length];
    for (int k = 0; k < own.length; k++) {
      double sum = 0;
      for (int neighbour : neighbours) {
        sum += all[neighbour][k];
      }
      mixed[k] = (1 - ALPHA) * own[k] + ALPHA * sum / neighbours.length;
    }
    return mixed;
  }
}
