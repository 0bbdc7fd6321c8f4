// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import java.util.Arrays;

/**
 * Edges of the mutual-reachability graph, in a total order: by weight, then by the distance between
 * their ends, then by the lesser end, then by the greater.
 *
 * <p>Weights tie even if no distances do, since every edge within a point's core distance has that
 * core distance as its weight. The second key makes the tree equivariant to permutations of the
 * points as long as no two distances are equal; the others make it unique in any case.
 */
public final class Edges {
  public final int[] from;
  public final int[] to;

  /** Mutual-reachability distances, reduced until {@link #sorted}. */
  public final double[] weight;

  /** Distances between the ends, reduced. */
  public final double[] length;

  public int count;

  public Edges(int capacity) {
    from = new int[capacity];
    to = new int[capacity];
    weight = new double[capacity];
    length = new double[capacity];
  }

  public void add(int a, int b, double edgeWeight, double edgeLength) {
    from[count] = a;
    to[count] = b;
    weight[count] = edgeWeight;
    length[count] = edgeLength;
    count++;
  }

  /** Returns whether edge a-b precedes edge c-d of the same weight and length. */
  static boolean endsPrecede(int a, int b, int c, int d) {
    int lesserAb = Math.min(a, b);
    int lesserCd = Math.min(c, d);
    return lesserAb != lesserCd ? lesserAb < lesserCd : Math.max(a, b) < Math.max(c, d);
  }

  /**
   * Returns the edges in order.
   *
   * @implNote O(n log n). Edges are sorted by the leading bits of their weights that fit into a
   *     long together with an index, then those with equal bits are compared.
   */
  public Edges sorted() {
    long indices = Long.highestOneBit(Math.max(1, count)) * 2 - 1;
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      keys[i] = (Double.doubleToRawLongBits(weight[i]) & ~indices) | i; // non-negative, so ordered
    }
    Arrays.parallelSort(keys);
    int[] order = new int[count];
    Arrays.setAll(order, i -> (int) (keys[i] & indices));
    int[] source = order.clone();
    for (int start = 0, end; start < count; start = end) {
      end = start + 1;
      while (end < count && (keys[end] & ~indices) == (keys[start] & ~indices)) {
        end++;
      }
      mergeSort(source, order, start, end);
    }
    Edges sorted = new Edges(count);
    for (int i : order) {
      sorted.add(from[i], to[i], weight[i], length[i]);
    }
    return sorted;
  }

  /** Sorts target[start, end), of which source contains a copy that is overwritten. */
  private void mergeSort(int[] source, int[] target, int start, int end) {
    if (end - start < 2) {
      return;
    }
    int middle = (start + end) >>> 1;
    mergeSort(target, source, start, middle);
    mergeSort(target, source, middle, end);
    int left = start;
    int right = middle;
    for (int i = start; i < end; i++) {
      boolean takeLeft = right == end || (left < middle && !precedes(source[right], source[left]));
      target[i] = takeLeft ? source[left++] : source[right++];
    }
  }

  private boolean precedes(int i, int j) {
    if (weight[i] != weight[j]) {
      return weight[i] < weight[j];
    }
    if (length[i] != length[j]) {
      return length[i] < length[j];
    }
    return endsPrecede(from[i], to[i], from[j], to[j]);
  }
}
