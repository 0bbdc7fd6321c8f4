// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import java.util.Arrays;

/**
 * Edges of the mutual-reachability graph, in a total order: by weight, then by the distance of
 * their ends, then by the lesser end, then by the greater.
 *
 * <p>Weights tie even where no two distances do, for every edge within a point's core distance has
 * that point's core distance as its weight. The second key makes the tree one that permuting the
 * points permutes, as long as no two distances are equal; the others make it unique in any case.
 */
public final class Edges {
  public final int[] from;
  public final int[] to;

  /** Mutual-reachability distances, reduced until {@link #sorted}. */
  public final double[] weight;

  /** Distances of the ends, reduced. */
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

  /** Returns whether an edge a-b comes before another, c-d, of the same weight and length. */
  static boolean endsPrecede(int a, int b, int c, int d) {
    int lesserAb = Math.min(a, b);
    int lesserCd = Math.min(c, d);
    return lesserAb != lesserCd ? lesserAb < lesserCd : Math.max(a, b) < Math.max(c, d);
  }

  /**
   * Returns the edges in their order.
   *
   * @implNote O(n log n). They are sorted by as many leading bits of their weights as a long has
   *     beside an index, and then those that agree in these.
   */
  public Edges sorted() {
    long indices = Long.highestOneBit(Math.max(1, count)) * 2 - 1;
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      keys[i] = (Double.doubleToRawLongBits(weight[i]) & ~indices) | i; // 0 or more, so in order
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

  /** Sorts target[start, end), of which source holds a copy that is lost. */
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
