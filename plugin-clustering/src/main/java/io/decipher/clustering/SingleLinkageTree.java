package io.decipher.clustering;

/**
 * What joins with what, and at which distance, as the distance grows: the dendrogram.
 *
 * <p>Nodes 0 to n - 1 are the points; node n + i is made by merge i, of two earlier nodes. Merges
 * are by distance, so the last node, 2 n - 2, is the root.
 */
final class SingleLinkageTree {
  /** The number of points. */
  final int n;

  /** The nodes that each merge joins, (n - 1). */
  final int[] left;

  final int[] right;

  /** The ends of the edge of the spanning tree that each merge goes over, (n - 1). */
  final int[] from;

  final int[] to;

  /** The distance of each merge, ascending, (n - 1). */
  final double[] distance;

  /** The points under each merge, (n - 1). */
  private final int[] size;

  private SingleLinkageTree(int n, Edges spanningTree) {
    this.n = n;
    int merges = Math.max(0, n - 1);
    left = new int[merges];
    right = new int[merges];
    distance = new double[merges];
    size = new int[merges];
    from = spanningTree.from;
    to = spanningTree.to;
  }

  /**
   * Returns the tree of n points.
   *
   * @param spanningTree n - 1 edges, in their order
   */
  static SingleLinkageTree of(int n, Edges spanningTree) {
    SingleLinkageTree tree = new SingleLinkageTree(n, spanningTree);
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
      int joined = sets.union(a, b);
      tree.size[i] = sets.size(joined);
      node[joined] = n + i;
    }
    return tree;
  }

  int size(int node) {
    return node < n ? 1 : size[node - n];
  }

  /** Returns the sum of the distances of all merges, which is the weight of the spanning tree. */
  double totalDistance() {
    double sum = 0;
    for (double each : distance) {
      sum += each;
    }
    return sum;
  }
}
