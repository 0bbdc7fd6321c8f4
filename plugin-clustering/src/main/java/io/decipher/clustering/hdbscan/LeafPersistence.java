// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.clustering.internal.mst.SingleLinkageTree;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The range of minimum class sizes over which each cluster is a leaf: the total persistence of
 * PLSCAN.
 *
 * <p>A side of a merge is a leaf of the tree condensed at size m if both sides of that merge have
 * at least m points, m ≤ death, but those of no merge below it do, m > birth. Its persistence is
 * death - birth, the number of such sizes; the persistence of a size is the total over the leaves
 * at that size. Death is the lesser of a merge's two sizes, birth the greatest death in the
 * subtree.
 *
 * @see <a href="https://arxiv.org/abs/2512.16558">Bot, McInnes, Aerts 2025, Persistent Multiscale
 *     Density-based Clustering</a>
 */
final class LeafPersistence {
  /** The sizes at which the total changes, ascending. */
  private final long[] from;

  /** The total from each of these sizes on. */
  private final double[] total;

  private LeafPersistence(long[] from, double[] total) {
    this.from = from;
    this.total = total;
  }

  /**
   * Computes the total persistence for every size.
   *
   * @param least the smallest size considered, 2 or more; the total is 0 below it
   * @implNote O(n log n) time and O(n) memory, whatever the weights of the points
   */
  static LeafPersistence of(SingleLinkageTree linkage, long least) {
    int n = linkage.n;
    int most = 4 * Math.max(0, n - 1);
    long[] size = new long[most];
    double[] change = new double[most];
    int count = 0;
    long[] birth = new long[2 * n]; // by node
    for (int merge = 0; merge < n - 1; merge++) {
      int a = linkage.left[merge];
      int b = linkage.right[merge];
      long death = Math.min(linkage.size(a), linkage.size(b));
      for (int side : new int[] {a, b}) {
        long born = Math.max(birth[side], least - 1);
        if (born < death) {
          size[count] = born + 1;
          change[count++] = death - born;
          size[count] = death + 1;
          change[count++] = born - death;
        }
      }
      birth[n + merge] = Math.max(death, Math.max(birth[a], birth[b]));
    }
    return summed(size, change, count);
  }

  private static LeafPersistence summed(long[] size, double[] change, int count) {
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingLong(i -> size[i]));
    long[] from = new long[count];
    double[] total = new double[count];
    int steps = 0;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += change[order[i]];
      if (i + 1 == count || size[order[i + 1]] != size[order[i]]) {
        from[steps] = size[order[i]];
        total[steps++] = sum;
      }
    }
    return new LeafPersistence(Arrays.copyOf(from, steps), Arrays.copyOf(total, steps));
  }

  /** Returns the total persistence for a size. */
  double at(long size) {
    int at = Arrays.binarySearch(from, size);
    int step = at >= 0 ? at : -at - 2;
    return step < 0 ? 0 : total[step];
  }

  /**
   * Returns the smallest of the sizes of greatest total persistence that are at least {@code
   * least}.
   */
  long mostPersistentSize(long least) {
    long best = least;
    double greatest = at(least);
    for (int step = 0; step < from.length; step++) {
      if (total[step] > greatest) {
        greatest = total[step];
        best = from[step];
      }
    }
    return best;
  }
}
