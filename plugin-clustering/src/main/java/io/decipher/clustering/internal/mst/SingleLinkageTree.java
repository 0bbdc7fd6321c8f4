// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The single-linkage dendrogram: which sets merge at which distance.
 *
 * <p>Nodes 0 to n - 1 are the points; node n + i is created by merge i from two earlier nodes.
 * Merges are ordered by distance, so the last node, 2 n - 2, is the root.
 */
public final class SingleLinkageTree {
  /**
   * The maximum size, to which larger ones are clipped; integers up to here are exact as doubles.
   */
  public static final long MOST = 1L << 53;

  public final Leaves leaves;

  /** The number of points. */
  public final int n;

  /** The nodes joined by each merge, (n - 1). */
  public final int[] left;

  public final int[] right;

  /** The ends of the spanning tree's edge of each merge, (n - 1). */
  public final int[] from;

  public final int[] to;

  /** The distance of each merge, ascending, (n - 1). */
  public final double[] distance;

  /** The weight of the points below each merge, (n - 1). */
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
   * @param spanningTree n - 1 edges, in merge order
   */
  public static SingleLinkageTree of(Leaves leaves, Edges spanningTree) {
    SingleLinkageTree tree = new SingleLinkageTree(leaves, spanningTree);
    int n = tree.n;
    DisjointSets sets = new DisjointSets(n);
    int[] node = new int[n]; // of the set that an item represents
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
   * Returns the tree of points with a saved spanning tree.
   *
   * @param from the start of each edge, in merge order, (n - 1)
   * @param to the end of each edge, (n - 1)
   * @throws IllegalArgumentException if an edge is impossible; names the edge
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

  /** Returns the heavy paths, which are computed on first use. */
  public synchronized HeavyPaths paths() {
    if (paths == null) {
      paths = new HeavyPaths(this);
    }
    return paths;
  }

  /** Returns the weight of the points below a node. */
  public double weight(int node) {
    return node < n ? leaves.weight[node] : weight[node - n];
  }

  /** Returns the weight of the points below a node, rounded down and at most {@value #MOST}. */
  public long size(int node) {
    return (long) Math.min(MOST, weight(node) * (1 + Leaves.ROUNDING));
  }

  /** Returns the weight of all points, rounded down. */
  public long totalSize() {
    return n == 0 ? 0 : size(2 * n - 2);
  }

  /** Returns the weight of all points. */
  public double totalWeight() {
    return n == 0 ? 0 : weight(2 * n - 2);
  }

  /**
   * Returns the sum of the distances of all merges, which is the weight of the spanning tree, or of
   * the spanning forest if some are infinite.
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
