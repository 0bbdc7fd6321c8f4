// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import java.util.Arrays;

/** The rows as the leaves of a dendrogram. */
public final class Leaves {
  /**
   * The relative tolerance within which a sum of weights may fall short of a number due to
   * rounding.
   */
  public static final double ROUNDING = 0x1p-40;

  /** The rows in a canonical order, in which sums are computed and ties broken, (n). */
  public final int[] order;

  /**
   * The weight of each row, (n). If weights were given, the first of equal rows has the weight of
   * all of them, and the others have none.
   */
  public final double[] weight;

  /** The core distance of each row, (n). */
  public final double[] core;

  private Leaves(int[] order, double[] weight, double[] core) {
    this.order = order;
    this.weight = weight;
    this.core = core;
  }

  /** Returns leaves of weight 1 in row order. */
  public static Leaves of(double[] core) {
    int[] order = new int[core.length];
    double[] weight = new double[core.length];
    Arrays.setAll(order, i -> i);
    Arrays.fill(weight, 1);
    return new Leaves(order, weight, core);
  }

  /**
   * Returns the leaves of points.
   *
   * @param core the core distance of each distinct point, (count)
   */
  public static Leaves of(DistinctPoints points, double[] core) {
    int n = points.order.length;
    boolean weighted = points.weight.length > 0;
    double[] weight = new double[n];
    double[] coreOfRow = new double[n];
    for (int point = 0, place = 0; point < points.count; point++) {
      for (int i = 0; i < points.multiplicity[point]; i++) {
        int row = points.order[place++];
        coreOfRow[row] = core[point];
        weight[row] = !weighted ? 1 : i == 0 ? points.weight[point] : 0;
      }
    }
    return new Leaves(points.order, weight, coreOfRow);
  }
}
