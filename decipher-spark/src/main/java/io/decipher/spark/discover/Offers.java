// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import java.io.Serializable;
import java.util.Arrays;

/** Neighbours offered to points of a part. */
final class Offers implements Serializable {
  private static final long serialVersionUID = 1L;

  int count;
  int[] rows = new int[16];
  int[] neighbours = new int[16];
  double[] squared = new double[16];

  void add(int row, int neighbour, double distance) {
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, 2 * count);
      neighbours = Arrays.copyOf(neighbours, 2 * count);
      squared = Arrays.copyOf(squared, 2 * count);
    }
    rows[count] = row;
    neighbours[count] = neighbour;
    squared[count] = distance;
    count++;
  }

  Offers trimmed() {
    rows = Arrays.copyOf(rows, count);
    neighbours = Arrays.copyOf(neighbours, count);
    squared = Arrays.copyOf(squared, count);
    return this;
  }
}
