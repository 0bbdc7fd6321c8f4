// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import java.util.Arrays;

/**
 * The heavy paths of a dendrogram, which lead from each node to its greater side. At any minimum
 * class size, a cluster is a segment of one of them, since the side that drops out is never the
 * greater one. Its stability, the sum over its points of their range in density λ, is therefore the
 * difference of two prefix sums along the path.
 *
 * <p>Each prefix sum is stored in two doubles, so differences of nearly equal sums are as accurate
 * as sums over the points.
 *
 * @implNote O(n) time and memory
 */
public final class HeavyPaths {
  private final SingleLinkageTree linkage;

  /** The merge that contains each node as a side, -1 for the root, (2 n - 1). */
  private final int[] above;

  /** The sum of weight x increase in λ from the top of each node's path down to it, (2 n - 1). */
  private final double[] mass;

  /** The rounding error of each sum, (2 n - 1). */
  private final double[] lost;

  HeavyPaths(SingleLinkageTree linkage) {
    this.linkage = linkage;
    int n = linkage.n;
    int nodes = Math.max(0, 2 * n - 1);
    above = new int[nodes];
    Arrays.fill(above, -1);
    mass = new double[nodes];
    lost = new double[nodes];
    for (int merge = 0; merge < n - 1; merge++) {
      above[linkage.left[merge]] = merge;
      above[linkage.right[merge]] = merge;
    }
    for (int node = nodes - 1; node >= 0; node--) {
      int parent = above[node] < 0 ? -1 : n + above[node];
      int path = parent >= 0 && greater(above[node]) == node ? parent : -1;
      add(node, path, linkage.weight(node), lambda(node), parent < 0 ? 0 : lambda(parent));
    }
  }

  /** Sets a node's sum to that of another one, or 0, plus weight x (to - from). */
  private void add(int node, int path, double weight, double to, double from) {
    double before = path < 0 ? 0 : mass[path];
    // An increase between infinities is 0; an increase to infinity is infinite.
    double rise = to > from ? to - from : 0;
    double product = rise == 0 ? 0 : weight * rise;
    mass[node] = before + product;
    if (!(mass[node] < Double.POSITIVE_INFINITY)) {
      return;
    }
    double back = rise + from;
    double lostOfRise = rise == 0 ? 0 : (to - back) + (from - (back - rise));
    double lostOfProduct = Math.fma(weight, rise, -product) + weight * lostOfRise;
    double part = mass[node] - before;
    double lostOfSum = (before - (mass[node] - part)) + (product - part);
    lost[node] = (path < 0 ? 0 : lost[path]) + (lostOfSum + lostOfProduct);
  }

  /** Returns the merge that contains a node as a side, or -1 for the root. */
  public int above(int node) {
    return above[node];
  }

  /** Returns the heavier side of a merge, the left one if both are equal. */
  public int greater(int merge) {
    int left = linkage.left[merge];
    int right = linkage.right[merge];
    return linkage.weight(left) >= linkage.weight(right) ? left : right;
  }

  /** Returns the other side. */
  public int lesser(int merge) {
    return greater(merge) == linkage.left[merge] ? linkage.right[merge] : linkage.left[merge];
  }

  /** Returns the density at which the points below a node split. */
  public double lambda(int node) {
    int n = linkage.n;
    return 1 / (node < n ? linkage.leaves.core[node] : linkage.distance[node - n]);
  }

  /** Returns the density at which the points below a node split from the rest; 0 for the root. */
  public double birth(int node) {
    return above[node] < 0 ? 0 : lambda(linkage.n + above[node]);
  }

  /**
   * Returns the stability of a segment of a path.
   *
   * @param first its first node
   * @param last its last node
   */
  public double stability(int first, int last) {
    if (above[first] < 0 || greater(above[first]) != first) {
      return mass[last] + lost[last];
    }
    int before = linkage.n + above[first];
    return (mass[last] - mass[before]) + (lost[last] - lost[before]);
  }
}
