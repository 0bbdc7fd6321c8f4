package io.decipher.clustering;

import io.decipher.api.RunContext;
import java.util.Arrays;

/**
 * The minimum spanning tree of the mutual-reachability graph: the complete graph of the points, an
 * edge weighing as much as the greatest of its length and its ends' core distances (definition 2 of
 * Campello et al. 2013).
 */
final class MinimumSpanningTree {
  /** Below this many points Prim's quadratic loop is done before a tree search has warmed up. */
  private static final int FEW = 500;

  /** The core distance of each distinct point, (count). */
  final double[] core;

  /** The n - 1 edges between rows, in their order; weights and lengths are distances. */
  final Edges edges;

  private MinimumSpanningTree(double[] core, Edges edges) {
    this.core = core;
    this.edges = edges;
  }

  /**
   * Returns the tree of the points.
   *
   * @param minSamples 1 or more, and fewer than there are rows if there are two or more
   */
  static MinimumSpanningTree of(DistinctPoints points, int minSamples, RunContext run) {
    int n = points.distinctOf.length;
    if (n < 2) {
      return new MinimumSpanningTree(new double[points.count], new Edges(0));
    }
    boolean searchable = points.dimensions > 0 && points.dimensions <= KdTree.MAX_DIMENSIONS;
    KdTree tree = searchable ? new KdTree(points) : null;
    double[] core = CoreDistances.of(points, tree, minSamples, run);
    Edges distinct =
        tree == null || points.count < FEW
            ? Prim.span(points, core, run)
            : Boruvka.span(tree, core, run);
    Edges edges = withEqualPoints(points, core, distinct).sorted();
    Arrays.setAll(core, i -> points.distance(core[i]));
    return new MinimumSpanningTree(core, edges);
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
