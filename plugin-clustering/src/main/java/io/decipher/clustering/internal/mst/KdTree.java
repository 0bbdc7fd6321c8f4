// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import io.decipher.numerics.Parallel;
import java.util.Arrays;

/**
 * A balanced k-d tree over distinct points, in arrays: each node is split in halves across the
 * widest side of its bounding box.
 *
 * <p>Nodes are numbered as in a binary heap: the children of i are 2 i + 1 and 2 i + 2. Points are
 * stored in leaf order; a point's index in that order is its <em>position</em>. Every leaf except
 * the last contains {@value #LEAF} points, stored by column, so that plain loops compute all their
 * distances with vector instructions. In many dimensions, where a search visits nearly all leaves,
 * it is therefore still as fast as a linear scan.
 *
 * @implNote O(n d log n) expected time to build, on all cores; O(n d) memory
 * @see <a href="https://doi.org/10.1145/361002.361007">Bentley 1975</a>
 */
public final class KdTree {
  /** The number of points per leaf: enough for efficient loops, few enough for tight boxes. */
  public static final int LEAF = 32;

  /** Subtrees with fewer points are not worth a separate task. */
  private static final int PARALLEL = 4096;

  public final int count;
  public final int dimensions;
  public final int nodes;

  /** The first node that is a leaf; all following nodes are leaves. */
  public final int firstLeaf;

  /** The distinct point at each position, (count). */
  public final int[] order;

  /** The first position below each node, and the one after the last, (nodes). */
  public final int[] start;

  public final int[] end;

  private final boolean squared;

  /**
   * The coordinates, (leaves x dimensions) arrays of (LEAF), padded with infinity. The compiler
   * generates the fastest loops for whole arrays of a fixed length.
   */
  private final double[][] columns;

  /** The bounding box of each node, (nodes x dimensions). */
  private final double[] lower;

  private final double[] upper;

  public KdTree(DistinctPoints points) {
    count = points.count;
    dimensions = points.dimensions;
    squared = points.squared;
    int leaves = Math.max(1, (count + LEAF - 1) / LEAF);
    firstLeaf = leaves - 1;
    nodes = 2 * leaves - 1;
    start = new int[nodes];
    end = new int[nodes];
    lower = new double[nodes * dimensions];
    upper = new double[nodes * dimensions];
    order = new int[count];
    Arrays.setAll(order, i -> i);
    share();
    split(0, points.coordinates, new double[count]);
    columns = new double[leaves * dimensions][];
    Parallel.run(leaves, leaf -> fill(leaf, points.coordinates));
  }

  /** Distributes the positions among the nodes, filling one leaf after another. */
  private void share() {
    int[] leaves = new int[nodes];
    for (int node = nodes - 1; node >= 0; node--) {
      leaves[node] = node >= firstLeaf ? 1 : leaves[2 * node + 1] + leaves[2 * node + 2];
    }
    end[0] = count;
    for (int node = 0; node < firstLeaf; node++) {
      int middle = start[node] + leaves[2 * node + 1] * LEAF;
      start[2 * node + 1] = start[node];
      end[2 * node + 1] = middle;
      start[2 * node + 2] = middle;
      end[2 * node + 2] = end[node];
    }
  }

  private void split(int node, double[] values, double[] keys) {
    bound(node, values);
    if (node >= firstLeaf) {
      return;
    }
    int widest = widest(node);
    for (int i = start[node]; i < end[node]; i++) {
      keys[i] = values[order[i] * dimensions + widest];
    }
    select(keys, start[node], end[node], end[2 * node + 1]);
    if (end[node] - start[node] < PARALLEL) {
      split(2 * node + 1, values, keys);
      split(2 * node + 2, values, keys);
    } else {
      Parallel.run(2, child -> split(2 * node + 1 + child, values, keys));
    }
  }

  private void bound(int node, double[] values) {
    int at = node * dimensions;
    Arrays.fill(lower, at, at + dimensions, Double.POSITIVE_INFINITY);
    Arrays.fill(upper, at, at + dimensions, Double.NEGATIVE_INFINITY);
    for (int i = start[node]; i < end[node]; i++) {
      int row = order[i] * dimensions;
      for (int k = 0; k < dimensions; k++) {
        lower[at + k] = Math.min(lower[at + k], values[row + k]);
        upper[at + k] = Math.max(upper[at + k], values[row + k]);
      }
    }
  }

  private int widest(int node) {
    int at = node * dimensions;
    int widest = 0;
    for (int k = 1; k < dimensions; k++) {
      if (upper[at + k] - lower[at + k] > upper[at + widest] - lower[at + widest]) {
        widest = k;
      }
    }
    return widest;
  }

  /** Hoare's quickselect: no key before {@code middle} is greater than any key from it on. */
  private void select(double[] keys, int from, int to, int middle) {
    int left = from;
    int right = to - 1;
    while (left < right) {
      double pivot = keys[(left + right) >>> 1];
      int i = left;
      int j = right;
      while (i <= j) {
        while (keys[i] < pivot) {
          i++;
        }
        while (keys[j] > pivot) {
          j--;
        }
        if (i <= j) {
          double key = keys[i];
          keys[i] = keys[j];
          keys[j] = key;
          int point = order[i];
          order[i++] = order[j];
          order[j--] = point;
        }
      }
      if (middle <= j) {
        right = j;
      } else if (middle >= i) {
        left = i;
      } else {
        return;
      }
    }
  }

  private void fill(int leaf, double[] values) {
    int first = leaf * LEAF;
    int size = Math.min(LEAF, count - first);
    for (int k = 0; k < dimensions; k++) {
      double[] column = new double[LEAF];
      Arrays.fill(column, Double.POSITIVE_INFINITY);
      for (int i = 0; i < size; i++) {
        column[i] = values[order[first + i] * dimensions + k];
      }
      columns[leaf * dimensions + k] = column;
    }
  }

  /** Copies the coordinates of the point at a position, (dimensions). */
  public void copy(int position, double[] target) {
    int first = position / LEAF * dimensions;
    for (int k = 0; k < dimensions; k++) {
      target[k] = columns[first + k][position % LEAF];
    }
  }

  /**
   * Writes the reduced distances from a point to all points of a leaf.
   *
   * @param point (dimensions), need not be in the tree
   * @param first the leaf's first position
   * @param target (LEAF); infinite after the last point
   */
  public void distances(double[] point, int first, double[] target) {
    int column = first / LEAF * dimensions;
    Arrays.fill(target, 0);
    int k = 0;
    for (; k + 2 <= dimensions; k += 2, column += 2) {
      if (squared) {
        addSquares(columns[column], columns[column + 1], point[k], point[k + 1], target);
      } else {
        addMagnitudes(columns[column], columns[column + 1], point[k], point[k + 1], target);
      }
    }
    if (k < dimensions) {
      if (squared) {
        addSquares(columns[column], point[k], target);
      } else {
        addMagnitudes(columns[column], point[k], target);
      }
    }
  }

  // Two columns at a time is the fastest form found that the compiler vectorises.
  private static void addSquares(
      double[] column, double[] next, double x, double y, double[] target) {
    for (int j = 0; j < LEAF; j++) {
      double t = column[j] - x;
      double u = next[j] - y;
      target[j] = target[j] + t * t + u * u;
    }
  }

  private static void addMagnitudes(
      double[] column, double[] next, double x, double y, double[] target) {
    for (int j = 0; j < LEAF; j++) {
      target[j] = target[j] + Math.abs(column[j] - x) + Math.abs(next[j] - y);
    }
  }

  private static void addSquares(double[] column, double x, double[] target) {
    for (int j = 0; j < LEAF; j++) {
      double t = column[j] - x;
      target[j] += t * t;
    }
  }

  private static void addMagnitudes(double[] column, double x, double[] target) {
    for (int j = 0; j < LEAF; j++) {
      target[j] += Math.abs(column[j] - x);
    }
  }

  /**
   * Writes, for each point of a leaf, a lower bound on its reduced distance to any point below a
   * node. It holds for the distances as computed, including rounding, since no step here rounds
   * higher than the corresponding one there.
   *
   * @param first the leaf's first position
   * @param target (LEAF)
   */
  public void distancesToBox(int first, int node, double[] target) {
    Arrays.fill(target, 0);
    int column = first / LEAF * dimensions;
    for (int k = 0; k < dimensions; k++) {
      double least = lower[node * dimensions + k];
      double greatest = upper[node * dimensions + k];
      if (squared) {
        addSquaredGaps(columns[column + k], least, greatest, target);
      } else {
        addGaps(columns[column + k], least, greatest, target);
      }
    }
  }

  private static void addSquaredGaps(
      double[] column, double least, double greatest, double[] target) {
    for (int j = 0; j < LEAF; j++) {
      double t = gap(least - column[j], column[j] - greatest);
      target[j] += t * t;
    }
  }

  private static void addGaps(double[] column, double least, double greatest, double[] target) {
    for (int j = 0; j < LEAF; j++) {
      target[j] += gap(least - column[j], column[j] - greatest);
    }
  }

  /** Returns the positive one of two numbers, or 0: exact, and faster than a comparison. */
  private static double gap(double below, double above) {
    return 0.5 * (below + Math.abs(below) + above + Math.abs(above));
  }

  /** As {@link #distancesToBox}, for one point, (dimensions), which need not be in the tree. */
  public double distanceToBox(double[] point, int node) {
    int box = node * dimensions;
    double sum = 0;
    for (int k = 0; k < dimensions; k++) {
      double t = gap(lower[box + k] - point[k], point[k] - upper[box + k]);
      sum += squared ? t * t : t;
    }
    return sum;
  }

  /** As {@link #distancesToBox}, for all points below a node. */
  public double distanceOfBoxes(int a, int b) {
    int x = a * dimensions;
    int y = b * dimensions;
    double sum = 0;
    for (int k = 0; k < dimensions; k++) {
      double t = gap(lower[x + k] - upper[y + k], lower[y + k] - upper[x + k]);
      sum += squared ? t * t : t;
    }
    return sum;
  }
}
