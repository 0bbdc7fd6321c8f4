// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering;

import io.decipher.api.FloatMatrix;
import io.decipher.clustering.internal.mst.Edges;
import io.decipher.numerics.Metric;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The edges in the order in which the reference implementation merges them.
 *
 * <p>Mutual-reachability weights tie whenever a core distance is the greater of its edges' parts,
 * so many dendrograms are right, and points on a border change sides between them. The reference
 * takes points as Prim's algorithm meets them from row 0 on, the least row among ties, and sorts by
 * an unstable quicksort (median of three, insertion sort up to 17), which depends on the order of
 * rows alone. Both are repeated here, so that all that follows can be compared to the letter.
 */
public final class ReferenceTies {
  private static final int GENERIC = 3_000; // beyond, the reference names each edge's true source

  private ReferenceTies() {}

  public static Edges of(FloatMatrix points, Metric metric, int minSamples) {
    int n = points.rows();
    double[][] rows = new double[n][points.columns()];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < rows[i].length; k++) {
        rows[i][k] = points.get(i, k);
      }
    }
    double[] core = new double[n];
    for (int i = 0; i < n; i++) {
      double[] nearest = new double[minSamples + 1]; // ascending; itself is among them
      Arrays.fill(nearest, Double.POSITIVE_INFINITY);
      for (int j = 0; j < n; j++) {
        double distance = distance(rows[i], rows[j], metric);
        int at = minSamples;
        if (distance < nearest[at]) {
          for (; at > 0 && nearest[at - 1] > distance; at--) {
            nearest[at] = nearest[at - 1];
          }
          nearest[at] = distance;
        }
      }
      core[i] = nearest[minSamples];
    }
    Edges chain = new Edges(n - 1);
    boolean[] inside = new boolean[n];
    double[] weight = new double[n];
    int[] source = new int[n];
    Arrays.fill(weight, Double.POSITIVE_INFINITY);
    int newest = 0;
    while (chain.count < n - 1) {
      inside[newest] = true;
      int next = -1;
      for (int j = 0; j < n; j++) {
        if (inside[j]) {
          continue;
        }
        double offered =
            Math.max(distance(rows[newest], rows[j], metric), Math.max(core[newest], core[j]));
        if (offered < weight[j]) {
          weight[j] = offered;
          source[j] = newest;
        }
        if (next < 0 || weight[j] < weight[next]) {
          next = j;
        }
      }
      chain.add(n > GENERIC ? source[next] : newest, next, weight[next], 0);
      newest = next;
    }
    Edges sorted = new Edges(n - 1);
    for (int i : quicksort(Arrays.copyOf(chain.weight, n - 1))) {
      sorted.add(chain.from[i], chain.to[i], chain.weight[i], 0);
    }
    return sorted;
  }

  private static double distance(double[] a, double[] b, Metric metric) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      double t = Math.abs(a[k] - b[k]);
      sum += metric == Metric.EUCLIDEAN ? t * t : t;
    }
    return metric == Metric.EUCLIDEAN ? Math.sqrt(sum) : sum;
  }

  private static int[] quicksort(double[] keys) {
    int[] order = new int[keys.length];
    Arrays.setAll(order, i -> i);
    Deque<int[]> ranges = new ArrayDeque<>();
    ranges.push(new int[] {0, order.length - 1});
    while (!ranges.isEmpty()) {
      int[] range = ranges.pop();
      int left = range[0];
      int right = range[1];
      while (right - left > 16) {
        int middle = (left + right) / 2;
        swapUnlessOrdered(keys, order, left, middle);
        swapUnlessOrdered(keys, order, middle, right);
        swapUnlessOrdered(keys, order, left, middle);
        double pivot = keys[order[middle]];
        swap(order, middle, right - 1);
        int i = left;
        int j = right - 1;
        while (true) {
          do {
            i++;
          } while (keys[order[i]] < pivot);
          do {
            j--;
          } while (keys[order[j]] > pivot);
          if (i >= j) {
            break;
          }
          swap(order, i, j);
        }
        swap(order, i, right - 1);
        boolean shortLeft = i - left < right - i;
        ranges.push(shortLeft ? new int[] {i + 1, right} : new int[] {left, i - 1});
        left = shortLeft ? left : i + 1;
        right = shortLeft ? i - 1 : right;
      }
      for (int i = left + 1; i <= right; i++) {
        for (int j = i; j > left && keys[order[j]] < keys[order[j - 1]]; j--) {
          swap(order, j, j - 1);
        }
      }
    }
    return order;
  }

  private static void swapUnlessOrdered(double[] keys, int[] order, int first, int second) {
    if (keys[order[second]] < keys[order[first]]) {
      swap(order, first, second);
    }
  }

  private static void swap(int[] order, int i, int j) {
    int kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
}
