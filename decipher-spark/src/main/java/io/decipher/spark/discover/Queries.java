// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import java.io.Serializable;
import java.util.Arrays;

/** Points of one part that search for neighbours in leaves of another. */
final class Queries implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The part that the points belong to. */
  final int home;

  final int dimensions;
  int count;
  int[] rows = new int[16];
  float[] values; // (count x d)

  /** Squared distance beyond which neighbours are of no use to the point, (count). */
  double[] bound = new double[16];

  /** Start of each point's leaves, (count + 1). */
  int[] start = new int[17];

  int[] leaves = new int[16];

  Queries(int home, int dimensions) {
    this.home = home;
    this.dimensions = dimensions;
    values = new float[16 * dimensions];
  }

  void add(int row, float[] point, double squared) {
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, 2 * count);
      values = Arrays.copyOf(values, 2 * count * dimensions);
      bound = Arrays.copyOf(bound, 2 * count);
      start = Arrays.copyOf(start, 2 * count + 1);
    }
    rows[count] = row;
    System.arraycopy(point, 0, values, count * dimensions, dimensions);
    bound[count] = squared;
    count++;
    start[count] = start[count - 1];
  }

  /** Adds a leaf to the last point. */
  void addLeaf(int leaf) {
    if (start[count] == leaves.length) {
      leaves = Arrays.copyOf(leaves, 2 * leaves.length);
    }
    leaves[start[count]++] = leaf;
  }

  /** Trims unused capacity. */
  Queries trimmed() {
    rows = Arrays.copyOf(rows, count);
    values = Arrays.copyOf(values, count * dimensions);
    bound = Arrays.copyOf(bound, count);
    start = Arrays.copyOf(start, count + 1);
    leaves = Arrays.copyOf(leaves, start[count]);
    return this;
  }
}
