package io.decipher.clustering;

import io.decipher.api.RunContext;

/**
 * The minimum spanning tree of the mutual-reachability graph: the complete graph of the points, an
 * edge weighing as much as the greatest of its length and its ends' core distances (definition 2 of
 * Campello et al. 2013).
 */
final class MinimumSpanningTree {
  private MinimumSpanningTree() {}

  /**
   * Returns the n - 1 edges between rows, in their order; weights and lengths are distances.
   *
   * @param minSamples 1 or more, and fewer than there are rows if there are two or more
   */
  static Edges of(DistinctPoints points, int minSamples, RunContext run) {
    return points.distinctOf.length < 2
        ? new Edges(0)
        : ofRows(points, minSamples, run).sorted(); // what the search took is free by now
  }

  private static Edges ofRows(DistinctPoints points, int minSamples, RunContext run) {
    KdTree tree = new KdTree(points);
    Neighbourhoods near = new Neighbourhoods(points, tree, minSamples, run);
    Edges distinct = Boruvka.span(tree, near, run);
    return withEqualPoints(points, near.coreOfPoints(), distinct);
  }

  private static Edges withEqualPoints(DistinctPoints points, double[] core, Edges distinct) {
    int n = points.distinctOf.length;
    Edges all = new Edges(n - 1);
    for (int i = 0; i < distinct.count; i++) {
      all.add(
          points.firstRow[distinct.from[i]],
          points.firstRow[distinct.to[i]],
          points.distance(distinct.weight[i]),
          points.distance(distinct.length[i]));
    }
    for (int row = 0; row < n; row++) {
      int point = points.distinctOf[row];
      if (row != points.firstRow[point]) {
        all.add(points.firstRow[point], row, points.distance(core[point]), 0);
      }
    }
    return all;
  }
}
