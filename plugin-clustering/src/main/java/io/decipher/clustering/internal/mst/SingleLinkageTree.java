// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What joins with what, and at which distance, as the distance grows: the dendrogram.
 *
 * <p>Nodes 0 to n - 1 are the points; node n + i is made by merge i, of two earlier nodes. Merges
 * are by distance, so the last node, 2 n - 2, is the root.
 */
public final class SingleLinkageTree {
  /** Sizes beyond are this one; whole numbers up to here are doubles. */
  public static final long MOST = 1L << 53;

  public final Leaves leaves;

  /** The number of points. */
  public final int n;

  /** The nodes that each merge joins, (n - 1). */
  public final int[] left;

  public final int[] right;

  /** The ends of the edge of the spanning tree that each merge goes over, (n - 1). */
  public final int[] from;

  public final int[] to;

  /** The distance of each merge, ascending, (n - 1). */
  public final double[] distance;

  /** What the points under each merge weigh, (n - 1). */
  private final double[] weight;

  private @Nullable HeavyPaths paths;

  private SingleLinkageTree(Leaves leaves, Edges spanningTree) {
    this.leaves = leaves;
    n = leaves.weight.length;
    int merges = Math.max(0, n - 1);
    left = new int[merges];
    right = new int[merges];
    distance = new double[merges];
    weight = new double[merges];
    from = spanningTree.from;
    to = spanningTree.to;
  }

  /** Returns the tree of n points that weigh 1 each. */
  public static SingleLinkageTree of(int n, Edges spanningTree) {
    double[] core = new double[n];
    Arrays.fill(core, Double.POSITIVE_INFINITY);
    return of(Leaves.of(core), spanningTree);
  }

  /**
   * Returns the tree of points.
   *
   * @param spanningTree n - 1 edges, in the order of their merges
   */
  public static SingleLinkageTree of(Leaves leaves, Edges spanningTree) {
    SingleLinkageTree tree = new SingleLinkageTree(leaves, spanningTree);
    int n = tree.n;
    DisjointSets sets = new DisjointSets(n);
    int[] node = new int[n]; // of the set that an item stands for
    for (int i = 0; i < n; i++) {
      node[i] = i;
    }
    for (int i = 0; i < spanningTree.count; i++) {
      int a = sets.find(spanningTree.from[i]);
      int b = sets.find(spanningTree.to[i]);
      tree.left[i] = node[a];
      tree.right[i] = node[b];
      tree.distance[i] = spanningTree.weight[i];
      tree.weight[i] = tree.weight(node[a]) + tree.weight(node[b]);
      node[sets.union(a, b)] = n + i;
    }
    return tree;
  }

  /**
   * Returns the tree of points whose spanning tree was kept.
   *
   * @param from where each edge starts, in the order of merges, (n - 1)
   * @param to where each ends, (n - 1)
   * @throws IllegalArgumentException naming the edge that cannot be
   */
  public static SingleLinkageTree of(Leaves leaves, int[] from, int[] to, double[] distance) {
    int n = leaves.weight.length;
    DisjointSets sets = new DisjointSets(n);
    Edges edges = new Edges(Math.max(0, n - 1));
    for (int i = 0; i < n - 1; i++) {
      int a = from[i];
      int b = to[i];
      if (Math.min(a, b) < 0 || Math.max(a, b) >= n || sets.find(a) == sets.find(b)) {
        throw new IllegalArgumentException("edge " + i + " joins points " + a + " and " + b);
      }
      if (!(distance[i] >= (i == 0 ? 0 : distance[i - 1]))) {
        throw new IllegalArgumentException(
            "edge " + i + " is at distance " + distance[i] + ", less than one before");
      }
      sets.union(sets.find(a), sets.find(b));
      edges.add(a, b, distance[i], 0);
    }
    return of(leaves, edges);
  }

  /** Returns the paths that lead to greater sides; made when they are first asked for. */
  public synchronized HeavyPaths paths() {
    if (paths == null) {
      paths = new HeavyPaths(this);
    }
    return paths;
  }

  /** Returns what the points under a node weigh. */
  public double weight(int node) {
    return node < n ? leaves.weight[node] : weight[node - n];
  }

  /**
   * Returns the greatest whole number, up to {@value #MOST}, that the points under a node weigh.
   */
  public long size(int node) {
    return (long) Math.min(MOST, weight(node) * (1 + Leaves.ROUNDING));
  }

  /** Returns the greatest whole number that all points weigh. */
  public long totalSize() {
    return n == 0 ? 0 : size(2 * n - 2);
  }

  /** Returns what all points weigh. */
  public double totalWeight() {
    return n == 0 ? 0 : weight(2 * n - 2);
  }

  /**
   * Returns the sum of the distances of all merges, which is the weight of the spanning tree; of
   * the spanning forest where some are infinite.
   */
  public double totalDistance() {
    double sum = 0;
    for (int i = 0; i < n - 1; i++) {
      boolean counts = distance[i] < Double.POSITIVE_INFINITY && weight(right[i]) > 0;
      sum += counts && weight(left[i]) > 0 ? distance[i] : 0;
    }
    for (int i : leaves.order) {
      double copies = leaves.weight[i] - 1;
      sum += copies > 0 ? copies * leaves.core[i] : 0;
    }
    return sum;
  }
}
