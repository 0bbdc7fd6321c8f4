// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Determines the order of merges at equal distance.
 *
 * <p>If a point's core distance dominates the weights of its edges, everything that it connects
 * merges at that distance at once, while a dendrogram merges two at a time. The order is arbitrary,
 * and yet it decides which of the large parts border points join, and whether small parts that
 * merge first look like a cluster. Here the largest part goes first; the order of {@link Edges}
 * breaks remaining ties. The result does not depend on row order, and is as close to the reference
 * implementation's classes as those are to themselves when rows are permuted, which does not hold
 * for the order of {@link Edges} alone.
 */
public final class MergeOrder {
  private final Edges sorted;
  private final DisjointSets sets;

  /** The weight of the set that an item represents. */
  private final double[] weight;

  /** The weights of the greater and the lesser part that each edge joins, among edges that tie. */
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
   * Returns the edges of a spanning tree in merge order.
   *
   * @param sorted the edges in their order, (n - 1)
   * @param weight the weight of each point, (n)
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
      // Equal points are merged before weights are compared.
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
