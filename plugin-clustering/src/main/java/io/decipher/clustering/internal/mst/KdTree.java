// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import io.decipher.numerics.Parallel;
import java.util.Arrays;

/**
 * A balanced k-d tree over distinct points, in arrays: each node is cut in halves across the widest
 * side of its box.
 *
 * <p>Nodes are numbered as in a binary heap: the children of i are 2 i + 1 and 2 i + 2. Points are
 * stored in the order of the leaves; a point's place in that order is its <em>position</em>. Every
 * leaf but the last holds {@value #LEAF} points, by columns, so that plain loops compute the
 * distances to all of them in vector instructions. In many dimensions, where a search looks at
 * nearly all leaves, it is hence still as fast as a scan.
 *
 * @implNote O(n d log n) expected time to build, on all cores; O(n d) memory
 * @see <a href="https://doi.org/10.1145/361002.361007">Bentley 1975</a>
 */
public final class KdTree {
  /** Points a leaf: enough for the loops over them to pay, few enough for the boxes to be tight. */
  public static final int LEAF = 32;

  /** Subtrees of fewer points are not worth handing to another thread. */
  private static final int PARALLEL = 4096;

  public final int count;
  public final int dimensions;
  public final int nodes;

  /** The first node that is a leaf; so are all after it. */
  public final int firstLeaf;

  /** The distinct point at each position, (count). */
  public final int[] order;

  /** The first position under each node, and the one after the last, (nodes). */
  public final int[] start;

  public final int[] end;

  private final boolean squared;

  /**
   * The coordinates, (leaves x dimensions) arrays of (LEAF); infinite after the last point. Whole
   * arrays of a fixed length are what the compiler makes the fastest loops of.
   */
  private final double[][] columns;

  /** The box of each node, (nodes x dimensions). */
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

  /** Shares the positions out among the nodes: a leaf's worth to each leaf. */
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

  /** Hoare's quickselect: no point before {@code middle} has a greater key than any from there. */
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
   * Writes the reduced distances from one point to all of a leaf.
   *
   * @param point (dimensions), which need not be in the tree
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

  // Two columns at a time: of the forms tried, the fastest that the compiler vectorises.
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
   * Writes, for each point of a leaf, a reduced distance that no point under the node is nearer
   * than. It holds for the distances as computed, roundings included, since each step here rounds
   * no higher than there.
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

  /** Returns the one of two numbers that is above 0, or 0: exact, and faster than to compare. */
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

  /** As {@link #distancesToBox}, for all points under a node. */
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
