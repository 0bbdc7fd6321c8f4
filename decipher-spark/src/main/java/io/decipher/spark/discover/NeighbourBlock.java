// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import java.io.Serializable;
import java.util.Arrays;

/** The nearest known neighbours of some points, sorted by distance, then by row. */
final class NeighbourBlock implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int NONE = -1;

  final int[] rows;
  final int k;

  /** (n x k), -1 if unknown. */
  final int[] neighbours;

  /** Squared distances, (n x k), infinite if unknown. */
  final double[] squared;

  NeighbourBlock(int[] rows, int k, int[] neighbours, double[] squared) {
    this.rows = rows;
    this.k = k;
    this.neighbours = neighbours;
    this.squared = squared;
  }

  /** Returns empty lists for points. */
  static NeighbourBlock none(int[] rows, int k) {
    int[] neighbours = new int[Math.multiplyExact(rows.length, k)];
    double[] squared = new double[neighbours.length];
    Arrays.fill(neighbours, NONE);
    Arrays.fill(squared, Double.POSITIVE_INFINITY);
    return new NeighbourBlock(rows, k, neighbours, squared);
  }

  NeighbourBlock copy() {
    return new NeighbourBlock(rows, k, neighbours.clone(), squared.clone());
  }

  /** Returns the squared distance of the last neighbour in a point's list. */
  double last(int point) {
    return squared[point * k + k - 1];
  }

  /** Inserts a neighbour into a point's list, if it is near enough and not in it yet. */
  void offer(int point, int neighbour, double distance) {
    int first = point * k;
    int end = first + k - 1;
    boolean nearer =
        distance < squared[end] || (distance == squared[end] && neighbour < neighbours[end]);
    if (!nearer) {
      return;
    }
    for (int i = first; i <= end && squared[i] <= distance; i++) {
      if (neighbours[i] == neighbour) {
        return;
      }
    }
    int at = end;
    for (; at > first; at--) {
      boolean before =
          squared[at - 1] < distance
              || (squared[at - 1] == distance && neighbours[at - 1] < neighbour);
      if (before) {
        break;
      }
      squared[at] = squared[at - 1];
      neighbours[at] = neighbours[at - 1];
    }
    squared[at] = distance;
    neighbours[at] = neighbour;
  }
}
