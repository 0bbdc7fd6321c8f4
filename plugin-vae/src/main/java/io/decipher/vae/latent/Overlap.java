// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.latent;

import java.util.ArrayList;
import java.util.List;

/**
 * Merges the components of a mixture into classes by their overlap, with the method of directly
 * estimated misclassification probabilities (DEMP, Hennig 2010).
 *
 * <p>Symbols: r_ia the probability that sample i belongs to cluster a, where a cluster is one or
 * several components and r the sum over them. A sample of cluster a is misclassified as b with
 * probability p(b|a) = Σ r_ia [i most probably belongs to b] / Σ r_ia. As long as there is a pair
 * with max(p(b|a), p(a|b)) of at least a limit, the pair with the maximum is merged. Two components
 * of one mode misclassify each other's samples; two that are separated by a valley do not.
 *
 * @see <a href="https://doi.org/10.1007/s11634-010-0058-3">Hennig 2010</a>
 */
public final class Overlap {
  private final double[][] memberships; // (n x k), summed over merged clusters
  private final double limit;
  private final List<List<Integer>> clusters = new ArrayList<>(); // of components

  private Overlap(double[][] memberships, double limit) {
    this.memberships = memberships;
    this.limit = limit;
    for (int c = 0; c < memberships[0].length; c++) {
      clusters.add(new ArrayList<>(List.of(c)));
    }
  }

  /**
   * Returns the class of each component.
   *
   * @param memberships the probability of each component given a sample, (n x k), n and k at least
   *     1; overwritten
   * @param limit the overlap from which on two clusters are merged, in [0, 1]
   * @return (k), with classes numbered by their number of samples in descending order
   * @implNote O(n · k²) time
   */
  public static int[] classes(double[][] memberships, double limit) {
    return new Overlap(memberships, limit).classes();
  }

  private int[] classes() {
    int k = clusters.size();
    boolean merged = true;
    while (merged && clusters.size() > 1) {
      merged = mergeClosest();
    }
    int[] sizes = new int[k];
    for (double[] own : memberships) {
      sizes[best(own)]++;
    }
    List<List<Integer>> order = new ArrayList<>(clusters);
    order.sort((a, b) -> Integer.compare(sizes[b.get(0)], sizes[a.get(0)])); // stable
    int[] classOf = new int[k];
    for (int c = 0; c < order.size(); c++) {
      for (int component : order.get(c)) {
        classOf[component] = c;
      }
    }
    return classOf;
  }

  /** Merges the pair with the greatest overlap, if it reaches the limit. */
  private boolean mergeClosest() {
    int k = memberships[0].length;
    double[][] taken = new double[k][k]; // of samples of a that are classified as b
    double[] sizes = new double[k];
    for (double[] own : memberships) {
      int best = best(own);
      for (List<Integer> cluster : clusters) {
        int a = cluster.get(0);
        taken[a][best] += own[a];
        sizes[a] += own[a];
      }
    }
    double most = -1;
    int first = 0;
    int second = 0;
    for (int i = 0; i < clusters.size(); i++) {
      for (int j = 0; j < i; j++) {
        int a = clusters.get(i).get(0);
        int b = clusters.get(j).get(0);
        double overlap = Math.max(share(taken[a][b], sizes[a]), share(taken[b][a], sizes[b]));
        if (overlap > most) {
          most = overlap;
          first = j;
          second = i;
        }
      }
    }
    if (most < limit) {
      return false;
    }
    int into = clusters.get(first).get(0);
    int from = clusters.get(second).get(0);
    for (double[] own : memberships) {
      own[into] += own[from];
      own[from] = 0;
    }
    clusters.get(first).addAll(clusters.remove(second));
    return true;
  }

  /** Returns a probability; a cluster without samples is not a class, so it is always merged. */
  private static double share(double taken, double size) {
    return size > 0 ? taken / size : 1;
  }

  private int best(double[] own) {
    int best = clusters.get(0).get(0);
    for (List<Integer> cluster : clusters) {
      int c = cluster.get(0);
      best = own[c] > own[best] ? c : best;
    }
    return best;
  }
}
