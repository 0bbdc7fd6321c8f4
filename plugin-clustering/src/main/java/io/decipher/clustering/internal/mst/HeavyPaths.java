// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import java.util.Arrays;

/**
 * The paths in a dendrogram that lead from node to greater side: at any smallest class size, a
 * cluster is a stretch of one of them, for a side that falls away is never the greater one. So its
 * stability, the sum over its points of how long, in density λ, each was in it, is the difference
 * of two sums along the path.
 *
 * <p>The sums are kept in two doubles each, so that differences of sums that are nearly equal are
 * as good as sums over the points.
 *
 * @implNote O(n) time and memory
 */
public final class HeavyPaths {
  private final SingleLinkageTree linkage;

  /** The merge that takes in each node, -1 for the root, (2 n - 1). */
  private final int[] above;

  /** The sum of weight x rise in λ down to each node, from the top of its path, (2 n - 1). */
  private final double[] mass;

  /** What rounding lost of each sum, (2 n - 1). */
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

  /** Sets a node's sum to that of another, or 0, and weight x (to - from) more. */
  private void add(int node, int path, double weight, double to, double from) {
    double before = path < 0 ? 0 : mass[path];
    // A rise of infinities is none; a rise to infinity is more than can be counted.
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

  /** Returns the merge that takes in a node, or -1 if it is the root. */
  public int above(int node) {
    return above[node];
  }

  /** Returns the side of a merge that weighs more, of equal ones the left. */
  public int greater(int merge) {
    int left = linkage.left[merge];
    int right = linkage.right[merge];
    return linkage.weight(left) >= linkage.weight(right) ? left : right;
  }

  /** Returns the other side. */
  public int lesser(int merge) {
    return greater(merge) == linkage.left[merge] ? linkage.right[merge] : linkage.left[merge];
  }

  /** Returns the density at which what is under a node falls apart. */
  public double lambda(int node) {
    int n = linkage.n;
    return 1 / (node < n ? linkage.leaves.core[node] : linkage.distance[node - n]);
  }

  /** Returns the density at which what is under a node parts from the rest; 0 for the root. */
  public double birth(int node) {
    return above[node] < 0 ? 0 : lambda(linkage.n + above[node]);
  }

  /**
   * Returns the stability of a stretch of a path.
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
