// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.DecipherException;
import io.decipher.clustering.internal.mst.DisjointSets;
import io.decipher.clustering.internal.mst.Edges;
import io.decipher.clustering.internal.mst.MinimumSpanningTree;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A minimum spanning forest in mutual reachability, for those who found it by other means, as on
 * many machines. Where it is that of a {@link DistanceGraph}, {@link Hdbscan} finds in both the
 * same.
 *
 * <p>Edges are ordered by weight, which is the greatest of their length and their ends' core
 * distances, then by length, then by the lesser end, then by the greater. As that order is total,
 * there is one minimum spanning forest.
 */
public final class SpanningForest {
  private final MinimumSpanningTree tree;

  private SpanningForest(MinimumSpanningTree tree) {
    this.tree = tree;
  }

  /**
   * Returns the forest of some edges, in any order.
   *
   * @param core the core distance of each of n points, 0 or more, infinite for one that has too few
   *     neighbours, (n)
   * @param from the points, 0 to n - 1, where edges start, (m), m below n
   * @param to the points where they end, (m)
   * @param lengths between them, finite, 0 or more, (m)
   * @throws DecipherException if the arrays' lengths differ, if an end is not among the points, if
   *     a length or a core distance is none, or an edge closes a circle, naming it by its index
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
                + ", has an end that is none of the "
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
            DistanceGraph.name(i, from[i], to[i]) + ", closes a circle; expected a forest");
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

  /** Joins pieces that no edge of finite weight joins by infinite ones, the largest first. */
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
