// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import io.decipher.api.RunContext;
import java.util.Arrays;

/**
 * The minimum spanning tree of the mutual-reachability graph, in which the weight of an edge is the
 * maximum of its length and the core distances of its ends (definition 2 of Campello et al. 2013).
 */
public final class MinimumSpanningTree {
  /** The core distance of each distinct point, (count). */
  public final double[] core;

  /** The n - 1 edges between rows, in order; weights and lengths are distances. */
  public final Edges edges;

  public MinimumSpanningTree(double[] core, Edges edges) {
    this.core = core;
    this.edges = edges;
  }

  /**
   * Returns the tree of the complete graph of the points.
   *
   * @param minSamples 1 or more; unless points are weighted, less than the number of rows if there
   *     are two or more
   */
  public static MinimumSpanningTree of(DistinctPoints points, long minSamples, RunContext run) {
    if (points.count == 0) {
      return new MinimumSpanningTree(new double[0], new Edges(0));
    }
    double[] core = new double[points.count];
    // The memory of the search is free before the edges are sorted.
    Edges edges = byRow(points, byPlace(points, minSamples, core, run).sorted());
    return new MinimumSpanningTree(core, edges);
  }

  /**
   * Writes the core distances, and returns the edges between rows, indexed and ordered by place.
   */
  private static Edges byPlace(
      DistinctPoints points, long minSamples, double[] core, RunContext run) {
    KdTree tree = new KdTree(points);
    CoreDistances near = new CoreDistances(points, tree, minSamples, run);
    double[] reduced = near.coreOfPoints();
    Arrays.setAll(core, i -> points.distance(reduced[i]));
    return withEqualPoints(points, core, Boruvka.span(tree, near, run));
  }

  private static Edges withEqualPoints(DistinctPoints points, double[] core, Edges distinct) {
    Edges all = new Edges(points.order.length - 1);
    int[] place = new int[points.count]; // of each point's first row, in row order
    for (int point = 0, next = 0; point < points.count; point++) {
      place[point] = next++;
      for (int i = 1; i < points.multiplicity[point]; i++) {
        all.add(place[point], next++, core[point], 0);
      }
    }
    for (int i = 0; i < distinct.count; i++) {
      all.add(
          place[distinct.from[i]],
          place[distinct.to[i]],
          points.distance(distinct.weight[i]),
          points.distance(distinct.length[i]));
    }
    return all;
  }

  private static Edges byRow(DistinctPoints points, Edges edges) {
    for (int i = 0; i < edges.count; i++) {
      edges.from[i] = points.order[edges.from[i]];
      edges.to[i] = points.order[edges.to[i]];
    }
    return edges;
  }
}
