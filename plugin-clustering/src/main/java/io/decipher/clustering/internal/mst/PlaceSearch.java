// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import io.decipher.api.RunContext;
import io.decipher.numerics.Parallel;
import io.decipher.numerics.Parallel.Work;
import java.util.Arrays;

/**
 * Finds, for query points, the lightest mutual-reachability edge to a fitted point: the edge by
 * which the query would be attached to the minimum spanning tree if it were added as a leaf.
 *
 * <p>The core distance of a query is the radius within which fitted points weigh {@code minSamples}
 * together. Edges have the order of {@link Edges}; one to an equal point weighs 0, and so comes
 * first.
 *
 * @implNote O(n d) memory, O(n log n) time to build. A query takes about O(k log n) time in few
 *     dimensions, O(n d) in many.
 */
public final class PlaceSearch {
  private static final int BLOCK = 256;

  private final DistinctPoints points;
  private final double[] core;
  private final long minSamples;
  private final KdTree tree;

  /** The least core distance below each node of the tree. */
  private final double[] leastCore;

  /**
   * Creates a search.
   *
   * @param core the core distance of each distinct point, (count)
   * @param minSamples 1 or more; if all points weigh less, the farthest determines the core
   *     distance
   */
  public PlaceSearch(DistinctPoints points, double[] core, long minSamples) {
    this.points = points;
    this.core = core;
    this.minSamples = minSamples;
    tree = new KdTree(points);
    leastCore = leastCore(tree, core);
  }

  private static double[] leastCore(KdTree tree, double[] core) {
    double[] least = new double[tree.nodes];
    for (int node = tree.nodes - 1; node >= 0; node--) {
      if (node < tree.firstLeaf) {
        least[node] = Math.min(least[2 * node + 1], least[2 * node + 2]);
      } else {
        least[node] = Double.POSITIVE_INFINITY;
        for (int i = tree.start[node]; i < tree.end[node]; i++) {
          least[node] = Math.min(least[node], core[tree.order[i]]);
        }
      }
    }
    return least;
  }

  /**
   * Returns the lightest edge of each query, from the query to a row; weights and lengths are
   * distances.
   *
   * @param places (m x dimensions), as returned by {@link DistinctPoints#rows}
   * @param m the number of queries
   * @param done the fraction of the stage completed before
   * @param share the fraction of the stage that this is
   */
  public Edges leastEdges(
      double[] places, int m, String stage, double done, double share, RunContext run) {
    Edges edges = new Edges(m);
    edges.count = m;
    int[] order = byLeaf(places, m);
    Work work = (start, end) -> new TreeSearch().search(places, order, edges, start, end);
    Parallel.blocks(m, BLOCK, run, stage, done, share, work);
    return edges;
  }

  /** Returns the queries in leaf order, so that consecutive searches read the same memory. */
  private int[] byLeaf(double[] places, int m) {
    int[] leaf = new int[m];
    Parallel.run(
        (m + BLOCK - 1) / BLOCK,
        block -> {
          for (int i = block * BLOCK; i < Math.min(m, (block + 1) * BLOCK); i++) {
            double[] place = place(places, i);
            int node = 0;
            while (node < tree.firstLeaf) {
              int left = 2 * node + 1;
              boolean right = tree.distanceToBox(place, left + 1) < tree.distanceToBox(place, left);
              node = right ? left + 1 : left;
            }
            leaf[i] = node - tree.firstLeaf;
          }
        });
    int[] next = new int[tree.nodes - tree.firstLeaf + 1];
    for (int each : leaf) {
      next[each + 1]++;
    }
    Arrays.parallelPrefix(next, Integer::sum);
    int[] order = new int[m];
    for (int i = 0; i < m; i++) {
      order[next[leaf[i]]++] = i;
    }
    return order;
  }

  private double[] place(double[] places, int i) {
    return Arrays.copyOfRange(places, i * points.dimensions, (i + 1) * points.dimensions);
  }

  /** The lightest edge of a query among those seen. */
  private final class Least {
    private double ownCore;
    private int point;
    private double weight;
    private double length;

    void clear(double coreOfPlace) {
      ownCore = coreOfPlace;
      point = -1;
      weight = Double.POSITIVE_INFINITY;
      length = Double.POSITIVE_INFINITY;
    }

    private double weight(double distance, double otherCore) {
      return distance == 0 ? 0 : Math.max(distance, Math.max(ownCore, otherCore));
    }

    /** Returns whether no edge of at least this length to such a core distance can be lighter. */
    boolean precludes(double reduced, double otherCore) {
      double distance = points.distance(reduced);
      double offered = weight(distance, otherCore);
      return offered > weight || (offered == weight && distance > length);
    }

    void offer(int other, double reduced) {
      if (precludes(reduced, core[other])) {
        return;
      }
      double distance = points.distance(reduced);
      double offered = weight(distance, core[other]);
      if (offered < weight || distance < length || point < 0 || other < point) {
        point = other;
        weight = offered;
        length = distance;
      }
    }

    void set(Edges edges, int place) {
      edges.from[place] = place;
      edges.to[place] = points.firstRow[point];
      edges.weight[place] = weight;
      edges.length[place] = length;
    }
  }

  /** One thread's search of the tree. */
  private final class TreeSearch {
    private final double[] distances = new double[KdTree.LEAF];
    private final NearestMass nearest = NearestMass.of(points, minSamples);
    private final Least least = new Least();
    private double[] place = {};

    void search(double[] places, int[] order, Edges edges, int start, int end) {
      for (int at = start; at < end; at++) {
        int i = order[at];
        place = place(places, i);
        nearest.clear();
        seekCore(0, 0);
        least.clear(points.distance(nearest.farthest()));
        seekLeast(0, 0);
        least.set(edges, i);
      }
    }

    private void seekCore(int node, double box) {
      if (box >= nearest.radius()) {
        return;
      }
      int first = tree.start[node];
      if (node >= tree.firstLeaf) {
        tree.distances(place, first, distances);
        for (int i = first; i < tree.end[node]; i++) {
          nearest.add(distances[i - first], tree.order[i]);
        }
        return;
      }
      int left = 2 * node + 1;
      double leftBox = tree.distanceToBox(place, left);
      double rightBox = tree.distanceToBox(place, left + 1);
      int nearer = leftBox <= rightBox ? left : left + 1;
      seekCore(nearer, Math.min(leftBox, rightBox));
      seekCore(2 * left + 1 - nearer, Math.max(leftBox, rightBox));
    }

    private void seekLeast(int node, double box) {
      if (least.precludes(box, leastCore[node])) {
        return;
      }
      int first = tree.start[node];
      if (node >= tree.firstLeaf) {
        tree.distances(place, first, distances);
        for (int i = first; i < tree.end[node]; i++) {
          least.offer(tree.order[i], distances[i - first]);
        }
        return;
      }
      int left = 2 * node + 1;
      double leftBox = tree.distanceToBox(place, left);
      double rightBox = tree.distanceToBox(place, left + 1);
      int nearer = leftBox <= rightBox ? left : left + 1;
      seekLeast(nearer, Math.min(leftBox, rightBox));
      seekLeast(2 * left + 1 - nearer, Math.max(leftBox, rightBox));
    }
  }
}
