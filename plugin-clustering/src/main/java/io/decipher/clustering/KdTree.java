package io.decipher.clustering;

import java.util.Arrays;

/**
 * A balanced k-d tree over distinct points, in arrays.
 *
 * <p>Nodes are numbered as in a binary heap: the children of i are 2 i + 1 and 2 i + 2, and all
 * leaves are on one level. Points are stored in the order of the leaves, so that a leaf is read in
 * one run; a point's place in that order is its <em>position</em>.
 *
 * @implNote O(n log n) time to build, O(n d) memory
 * @see <a href="https://doi.org/10.1145/361002.361007">Bentley 1975</a>
 */
final class KdTree {
  /**
   * Beyond this many dimensions a search looks at nearly all points, and plain loops are faster.
   */
  static final int MAX_DIMENSIONS = 20;

  /** The most points in a leaf. */
  static final int LEAF = 12;

  final int count;
  final int dimensions;
  final boolean squared;

  /** The first node that is a leaf; so are all after it. */
  final int firstLeaf;

  final int nodes;

  /** The distinct point at each position, (count). */
  final int[] order;

  /** By position, (count x dimensions), row-major. */
  final double[] coordinates;

  /** The first position under each node, and the one after the last, (nodes). */
  final int[] start;

  final int[] end;

  /** The box of each node, (nodes x dimensions). */
  private final double[] lower;

  private final double[] upper;

  KdTree(DistinctPoints points) {
    count = points.count;
    dimensions = points.dimensions;
    squared = points.squared;
    int levels = 0;
    while (((count - 1) >> levels) + 1 > LEAF) {
      levels++;
    }
    firstLeaf = (1 << levels) - 1;
    nodes = 2 * firstLeaf + 1;
    start = new int[nodes];
    end = new int[nodes];
    lower = new double[nodes * dimensions];
    upper = new double[nodes * dimensions];
    order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    end[0] = count;
    for (int node = 0; node < nodes; node++) {
      bound(node, points.coordinates);
      if (node < firstLeaf) {
        int middle = (start[node] + end[node]) >>> 1;
        select(points.coordinates, widest(node), start[node], end[node], middle);
        start[2 * node + 1] = start[node];
        end[2 * node + 1] = middle;
        start[2 * node + 2] = middle;
        end[2 * node + 2] = end[node];
      }
    }
    coordinates = new double[points.coordinates.length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(
          points.coordinates, order[i] * dimensions, coordinates, i * dimensions, dimensions);
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

  /** Hoare's quickselect: no point before {@code middle} is greater than any from there on. */
  private void select(double[] values, int dimension, int from, int to, int middle) {
    int left = from;
    int right = to - 1;
    while (left < right) {
      double pivot = values[order[(left + right) >>> 1] * dimensions + dimension];
      int i = left;
      int j = right;
      while (i <= j) {
        while (values[order[i] * dimensions + dimension] < pivot) {
          i++;
        }
        while (values[order[j] * dimensions + dimension] > pivot) {
          j--;
        }
        if (i <= j) {
          int swapped = order[i];
          order[i++] = order[j];
          order[j--] = swapped;
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

  /** Returns the reduced distance of the points at two positions. */
  double distance(int a, int b) {
    return distance(coordinates, a * dimensions, b * dimensions);
  }

  /**
   * Writes the reduced distances from one point, which need not be in the tree, to all of a leaf.
   *
   * @param point (dimensions)
   * @param first the leaf's first position
   * @param target (LEAF)
   */
  void distances(double[] point, int first, double[] target) {
    for (int i = first; i < Math.min(count, first + LEAF); i++) {
      target[i - first] = distance(point, 0, i * dimensions);
    }
  }

  private double distance(double[] from, int x, int y) {
    double sum = 0;
    if (squared) {
      for (int k = 0; k < dimensions; k++) {
        double t = from[x + k] - coordinates[y + k];
        sum += t * t;
      }
    } else {
      for (int k = 0; k < dimensions; k++) {
        sum += Math.abs(from[x + k] - coordinates[y + k]);
      }
    }
    return sum;
  }

  /**
   * Returns a reduced distance that no point under the node is nearer than. It holds for the
   * distances as computed, roundings included, since each step here rounds no higher than there.
   */
  double distanceToBox(int position, int node) {
    return distanceToBox(coordinates, position * dimensions, node);
  }

  /** As the other, for a point that need not be in the tree, (dimensions). */
  double distanceToBox(double[] point, int node) {
    return distanceToBox(point, 0, node);
  }

  private double distanceToBox(double[] from, int x, int node) {
    int box = node * dimensions;
    double sum = 0;
    for (int k = 0; k < dimensions; k++) {
      double value = from[x + k];
      double t = Math.max(0, Math.max(lower[box + k] - value, value - upper[box + k]));
      sum += squared ? t * t : t;
    }
    return sum;
  }
}
