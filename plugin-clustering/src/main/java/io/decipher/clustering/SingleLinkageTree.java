package io.decipher.clustering;

import java.util.Arrays;

/**
 * What joins with what, and at which distance, as the distance grows: the dendrogram.
 *
 * <p>Nodes 0 to n - 1 are the points; node n + i is made by merge i, of two earlier nodes. Merges
 * are by distance, so the last node, 2 n - 2, is the root.
 */
final class SingleLinkageTree {
  final Leaves leaves;

  /** The number of points. */
  final int n;

  /** The nodes that each merge joins, (n - 1). */
  final int[] left;

  final int[] right;

  /** The distance of each merge, ascending, (n - 1). */
  final double[] distance;

  /** What the points under each merge weigh, (n - 1). */
  private final double[] weight;

  private SingleLinkageTree(Leaves leaves) {
    this.leaves = leaves;
    n = leaves.weight.length;
    int merges = Math.max(0, n - 1);
    left = new int[merges];
    right = new int[merges];
    distance = new double[merges];
    weight = new double[merges];
  }

  /** Returns the tree of n points that weigh 1 each. */
  static SingleLinkageTree of(int n, Edges spanningTree) {
    double[] core = new double[n];
    Arrays.fill(core, Double.POSITIVE_INFINITY);
    return of(Leaves.of(core), spanningTree);
  }

  /**
   * Returns the tree of points.
   *
   * @param spanningTree n - 1 edges, in the order of their merges
   */
  static SingleLinkageTree of(Leaves leaves, Edges spanningTree) {
    SingleLinkageTree tree = new SingleLinkageTree(leaves);
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
   * Returns the tree of points that its merges make.
   *
   * @throws IllegalArgumentException naming the merge that is none
   */
  static SingleLinkageTree of(Leaves leaves, int[] left, int[] right, double[] distance) {
    SingleLinkageTree tree = new SingleLinkageTree(leaves);
    int n = tree.n;
    boolean[] joined = new boolean[2 * n];
    for (int i = 0; i < tree.left.length; i++) {
      int a = left[i];
      int b = right[i];
      if (Math.min(a, b) < 0 || Math.max(a, b) >= n + i || a == b || joined[a] || joined[b]) {
        throw new IllegalArgumentException("merge " + i + " joins nodes " + a + " and " + b);
      }
      if (!(distance[i] >= (i == 0 ? 0 : distance[i - 1]))) {
        throw new IllegalArgumentException(
            "merge " + i + " is at distance " + distance[i] + ", less than one before");
      }
      joined[a] = true;
      joined[b] = true;
      tree.left[i] = a;
      tree.right[i] = b;
      tree.distance[i] = distance[i];
      tree.weight[i] = tree.weight(a) + tree.weight(b);
    }
    return tree;
  }

  /** Returns what the points under a node weigh. */
  double weight(int node) {
    return node < n ? leaves.weight[node] : weight[node - n];
  }

  /** Returns the greatest whole number that the points under a node weigh. */
  int size(int node) {
    return (int) (weight(node) * (1 + Leaves.ROUNDING));
  }

  /** Returns the greatest whole number that all points weigh. */
  int totalSize() {
    return n == 0 ? 0 : size(2 * n - 2);
  }

  /** Returns what all points weigh. */
  double totalWeight() {
    return n == 0 ? 0 : weight(2 * n - 2);
  }

  /**
   * Returns the sum of the distances of all merges, which is the weight of the spanning tree; of
   * the spanning forest where some are infinite.
   */
  double totalDistance() {
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
