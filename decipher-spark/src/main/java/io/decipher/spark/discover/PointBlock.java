// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The points of a part, grouped by leaf and sorted by row within a leaf; or a portion of points in
 * transit.
 */
final class PointBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The row numbers of the points, (n). */
  final int[] rows;

  /** Their coordinates: in a part, (d x m) for each leaf of m points; in transit, (n x d). */
  final float[] values;

  /** Start of each leaf of the part among the rows, (leaves + 1); empty in transit. */
  final int[] start;

  final int firstLeaf;

  PointBlock(int[] rows, float[] values, int[] start, int firstLeaf) {
    this.rows = rows;
    this.values = values;
    this.start = start;
    this.firstLeaf = firstLeaf;
  }

  /** Arranges the points of a part, regardless of the order and portions in which they arrived. */
  static PointBlock assemble(int part, SplitTree tree, Iterator<PointBlock> portions) {
    List<PointBlock> came = new ArrayList<>();
    int n = 0;
    while (portions.hasNext()) {
      PointBlock portion = portions.next();
      came.add(portion);
      n += portion.rows.length;
    }
    int d = tree.dimensions;
    int first = tree.firstLeaf(part);
    int leaves = tree.firstLeaf(part + 1) - first;
    long[] keys = new long[n]; // row, and position of arrival
    int[] leafOf = new int[n];
    float[] all = new float[Math.multiplyExact(n, d)];
    int[] rowOf = new int[n];
    int[] start = new int[leaves + 1];
    int at = 0;
    for (PointBlock portion : came) {
      System.arraycopy(portion.values, 0, all, at * d, portion.values.length);
      for (int row : portion.rows) {
        rowOf[at] = row;
        leafOf[at] = tree.leaf(all, at * d) - first;
        start[leafOf[at] + 1]++;
        at++;
      }
    }
    for (int leaf = 0; leaf < leaves; leaf++) {
      start[leaf + 1] += start[leaf];
    }
    int[] next = start.clone();
    for (int i = 0; i < n; i++) {
      keys[next[leafOf[i]]++] = (long) rowOf[i] << 32 | i;
    }
    int[] rows = new int[n];
    float[] values = new float[all.length];
    for (int leaf = 0; leaf < leaves; leaf++) {
      int from = start[leaf];
      int size = start[leaf + 1] - from;
      Arrays.sort(keys, from, from + size);
      for (int i = 0; i < size; i++) {
        int came1 = (int) keys[from + i];
        rows[from + i] = rowOf[came1];
        for (int c = 0; c < d; c++) {
          values[from * d + c * size + i] = all[came1 * d + c];
        }
      }
    }
    return new PointBlock(rows, values, start, first);
  }

  /** Writes a point's coordinates. */
  void copy(int leaf, int i, int d, float[] target, int offset) {
    int from = start[leaf];
    int size = start[leaf + 1] - from;
    for (int c = 0; c < d; c++) {
      target[offset + c] = values[from * d + c * size + i];
    }
  }
}
