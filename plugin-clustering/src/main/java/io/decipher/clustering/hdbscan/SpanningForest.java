// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.DecipherException;
import io.decipher.clustering.internal.mst.DisjointSets;
import io.decipher.clustering.internal.mst.Edges;
import io.decipher.clustering.internal.mst.MinimumSpanningTree;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A minimum spanning forest in mutual reachability that was computed elsewhere, e.g. on many
 * machines. If it belongs to a {@link DistanceGraph}, {@link Hdbscan} gives the same result for
 * both.
 *
 * <p>Edges are ordered by weight, which is the maximum of their length and the core distances of
 * their ends, then by length, by the lesser end, and by the greater end. This order is total, so
 * the minimum spanning forest is unique.
 */
public final class SpanningForest {
  private final MinimumSpanningTree tree;

  private SpanningForest(MinimumSpanningTree tree) {
    this.tree = tree;
  }

  /**
   * Returns the forest with the given edges, in any order.
   *
   * @param core the core distance of each of n points, 0 or more, infinite for a point with too few
   *     neighbours, (n)
   * @param from the start points of the edges, 0 to n - 1, (m), m below n
   * @param to their end points, (m)
   * @param lengths their lengths, finite, 0 or more, (m)
   * @throws DecipherException if the arrays' lengths differ, an end is out of range, a length or a
   *     core distance is invalid, or an edge closes a cycle; names the edge by its index
   * @implNote O(n + m log m) time, O(n) memory
   */
  public static SpanningForest of(double[] core, int[] from, int[] to, double[] lengths) {
    int n = core.length;
    if (from.length != to.length || from.length != lengths.length) {
      throw new DecipherException(
          "a spanning forest needs from, to and lengths of one length; found "
              + (from.length + ", " + to.length + " and " + lengths.length));
    }
    for (int i = 0; i < n; i++) {
      if (!(core[i] >= 0)) {
        throw new DecipherException(
            "the core distance of point " + i + " is " + core[i] + "; expected 0 or more");
      }
    }
    Edges edges = new Edges(from.length);
    DisjointSets circles = new DisjointSets(n);
    for (int i = 0; i < from.length; i++) {
      int a = Math.min(from[i], to[i]);
      int b = Math.max(from[i], to[i]);
      if (a < 0 || b >= n) {
        throw new DecipherException(
            DistanceGraph.name(i, from[i], to[i])
                + ", has an end that is not one of the "
                + n
                + " points");
      }
      if (!(lengths[i] >= 0 && lengths[i] < Double.POSITIVE_INFINITY)) {
        throw new DecipherException(
            DistanceGraph.name(i, from[i], to[i])
                + ", has the length "
                + lengths[i]
                + "; expected 0 or more");
      }
      int left = circles.find(a);
      int right = circles.find(b);
      if (left == right) {
        throw new DecipherException(
            DistanceGraph.name(i, from[i], to[i]) + ", closes a cycle; expected a forest");
      }
      circles.union(left, right);
      edges.add(a, b, Math.max(lengths[i], Math.max(core[a], core[b])), lengths[i]);
    }
    Edges sorted = edges.sorted();
    Edges all = new Edges(Math.max(0, n - 1));
    DisjointSets sets = new DisjointSets(n);
    for (int i = 0; i < sorted.count && sorted.weight[i] < Double.POSITIVE_INFINITY; i++) {
      sets.union(sets.find(sorted.from[i]), sets.find(sorted.to[i]));
      all.add(sorted.from[i], sorted.to[i], sorted.weight[i], sorted.length[i]);
    }
    joinPieces(sets, all, n);
    return new SpanningForest(new MinimumSpanningTree(core.clone(), all));
  }

  /** Joins connected components by edges of infinite weight, the largest first. */
  static void joinPieces(DisjointSets sets, Edges edges, int n) {
    int[] pieces =
        IntStream.range(0, n)
            .filter(i -> sets.find(i) == i)
            .boxed()
            .sorted(Comparator.comparingInt(i -> -sets.size(i)))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i = 1; i < pieces.length; i++) {
      edges.add(pieces[0], pieces[i], Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
  }

  /** Returns n, the number of points. */
  public int points() {
    return tree.core.length;
  }

  MinimumSpanningTree tree() {
    return tree;
  }

  @Override
  public String toString() {
    return "SpanningForest(" + points() + " points)";
  }
}
