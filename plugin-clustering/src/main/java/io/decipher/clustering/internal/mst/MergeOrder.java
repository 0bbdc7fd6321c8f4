// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import java.util.Arrays;
import java.util.Comparator;

/**
 * In which order what joins at one distance is joined.
 *
 * <p>Where a point's core distance is the greatest part of its edges' weights, all that it ties
 * together joins at that distance at once, while a dendrogram joins two at a time. The order is
 * free, and yet it decides to which of the great parts those on the border go, and whether small
 * parts, joined to each other first, look like a cluster. Here the greatest part goes first; the
 * order of {@link Edges} decides the rest. That is the same for any order of rows, and as near to
 * the reference implementation's classes as those are to themselves when rows are permuted, which
 * the order of {@link Edges} alone is not.
 */
public final class MergeOrder {
  private final Edges sorted;
  private final DisjointSets sets;

  /** What the set that an item stands for weighs. */
  private final double[] weight;

  /** What the greater and the lesser part that each edge joins weigh, among edges that tie. */
  private final double[] greater;

  private final double[] lesser;

  private MergeOrder(Edges sorted, double[] weight) {
    this.sorted = sorted;
    this.sets = new DisjointSets(weight.length);
    this.weight = weight.clone();
    greater = new double[sorted.count];
    lesser = new double[sorted.count];
  }

  /**
   * Returns the edges of a spanning tree in the order of their merges.
   *
   * @param sorted the edges in their order, (n - 1)
   * @param weight of each point, (n)
   * @implNote O(n log n) time, O(n) memory
   */
  public static Edges of(Edges sorted, double[] weight) {
    return new MergeOrder(sorted, weight).edges();
  }

  private Edges edges() {
    int[] order = new int[sorted.count];
    Arrays.setAll(order, i -> i);
    Comparator<Integer> greatestFirst =
        Comparator.<Integer>comparingDouble(i -> -greater[i]).thenComparingDouble(i -> -lesser[i]);
    for (int start = 0, end; start < sorted.count; start = end) {
      end = start + 1;
      // Equal points are one before it is asked what they weigh.
      boolean equal = sorted.length[start] == 0;
      while (end < sorted.count
          && sorted.weight[end] == sorted.weight[start]
          && (sorted.length[end] == 0) == equal) {
        end++;
      }
      if (end - start > 1 && !equal) {
        for (int i = start; i < end; i++) {
          double a = weight[sets.find(sorted.from[i])];
          double b = weight[sets.find(sorted.to[i])];
          greater[i] = Math.max(a, b);
          lesser[i] = Math.min(a, b);
        }
        DistinctPoints.sort(order, start, end, greatestFirst);
      }
      for (int i = start; i < end; i++) {
        join(sets.find(sorted.from[i]), sets.find(sorted.to[i]));
      }
    }
    Edges edges = new Edges(sorted.count);
    for (int i : order) {
      edges.add(sorted.from[i], sorted.to[i], sorted.weight[i], sorted.length[i]);
    }
    return edges;
  }

  private void join(int a, int b) {
    double sum = weight[a] + weight[b];
    weight[sets.union(a, b)] = sum;
  }
}
