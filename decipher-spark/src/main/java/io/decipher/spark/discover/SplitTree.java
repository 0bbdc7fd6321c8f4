// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A k-d tree built on a sample of the points: it gives the leaf of any point, and the distance of
 * any point from a leaf's box. Leaves with adjacent numbers are near each other, and a part is a
 * range of leaves.
 *
 * <p>Node 0 is the root; the children of node i are 2 i + 1 and 2 i + 2.
 */
final class SplitTree implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Average number of sample points per leaf, enough for leaves of similar size. */
  static final int SAMPLE_OF_LEAF = 16;

  final int dimensions;
  final int leaves;
  final int parts;

  private final int[] axis; // (leaves - 1)
  private final float[] cut; // (leaves - 1)

  /** The box of each node, (2 leaves - 1) x dimensions; infinite where unbounded. */
  private final float[] low;

  private final float[] high;

  private SplitTree(int dimensions, int leaves, int parts) {
    this.dimensions = dimensions;
    this.leaves = leaves;
    this.parts = parts;
    axis = new int[leaves - 1];
    cut = new float[leaves - 1];
    low = new float[(2 * leaves - 1) * dimensions];
    high = new float[low.length];
    Arrays.fill(low, 0, dimensions, Float.NEGATIVE_INFINITY);
    Arrays.fill(high, 0, dimensions, Float.POSITIVE_INFINITY);
  }

  /**
   * Builds a tree.
   *
   * @param sample points, (m)(d), in an order that depends on the data only
   * @param leaves a power of two
   * @param parts 1 to {@code leaves}
   */
  static SplitTree of(float[][] sample, int dimensions, int leaves, int parts) {
    SplitTree tree = new SplitTree(dimensions, leaves, parts);
    tree.split(0, sample, 0, sample.length);
    return tree;
  }

  /**
   * Returns the smallest power of two, up to 2^22, for which leaves have at most so many points.
   */
  static int leaves(long points, int most) {
    int leaves = 1;
    while (points > (long) leaves * most && leaves < 1 << 22) {
      leaves *= 2;
    }
    return leaves;
  }

  private void split(int node, float[][] sample, int from, int to) {
    if (node >= leaves - 1) {
      return;
    }
    int widest = 0;
    double most = -1;
    for (int c = 0; c < dimensions; c++) {
      double sum = 0;
      double squares = 0;
      for (int i = from; i < to; i++) {
        sum += sample[i][c];
        squares += (double) sample[i][c] * sample[i][c];
      }
      double variance = squares - sum * sum / Math.max(1, to - from);
      if (variance > most) {
        most = variance;
        widest = c;
      }
    }
    int column = widest;
    Arrays.sort(sample, from, to, (a, b) -> Float.compare(a[column], b[column]));
    int middle = (from + to) >>> 1;
    axis[node] = column;
    cut[node] = middle < to ? sample[middle][column] : 0;
    while (middle > from && sample[middle - 1][column] == cut[node]) {
      middle--; // values equal to the cut go right
    }
    for (int child = 2 * node + 1; child <= 2 * node + 2; child++) {
      System.arraycopy(low, node * dimensions, low, child * dimensions, dimensions);
      System.arraycopy(high, node * dimensions, high, child * dimensions, dimensions);
    }
    high[(2 * node + 1) * dimensions + column] = cut[node];
    low[(2 * node + 2) * dimensions + column] = cut[node];
    split(2 * node + 1, sample, from, middle);
    split(2 * node + 2, sample, middle, to);
  }

  /** Returns the leaf of a point, from 0. */
  int leaf(float[] values, int offset) {
    int node = 0;
    while (node < leaves - 1) {
      node = 2 * node + (values[offset + axis[node]] < cut[node] ? 1 : 2);
    }
    return node - (leaves - 1);
  }

  /** Returns the part of a leaf. */
  int part(int leaf) {
    return (int) ((long) leaf * parts / leaves);
  }

  /** Returns the first leaf of a part; for the number of parts, the number of leaves. */
  int firstLeaf(int part) {
    return (int) (((long) part * leaves + parts - 1) / parts);
  }

  /** Returns the squared distance of a point to a node's box, 0 inside. */
  double squaredDistance(int node, float[] values, int offset) {
    double sum = 0;
    int at = node * dimensions;
    for (int c = 0; c < dimensions; c++) {
      double value = values[offset + c];
      double out = Math.max(Math.max(low[at + c] - value, value - high[at + c]), 0);
      sum += out * out;
    }
    return sum;
  }

  /** Returns whether a row is in a random sample; this depends on its number and the seed only. */
  static boolean isDrawn(long row, double share, long seed) {
    return new SplittableRandom(seed ^ row * 0x9e3779b97f4a7c15L).nextDouble() < share;
  }
}
