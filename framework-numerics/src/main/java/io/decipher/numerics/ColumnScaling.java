// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;

/**
 * Standardises columns: subtracts the mean of each column and divides by its standard deviation. A
 * constant column becomes 0.
 */
public final class ColumnScaling {
  private final double[] centre;
  private final double[] width;

  private ColumnScaling(double[] centre, double[] width) {
    this.centre = centre;
    this.width = width;
  }

  /**
   * Measures columns in one pass over the rows. It sums values and their squares in double
   * precision, so a standard deviation of less than a ten-millionth of its column's mean is lost.
   *
   * @param points (n x d), finite; without rows, nothing is scaled
   * @implNote O(n d) time, O(d) memory
   */
  public static ColumnScaling of(FloatMatrix points) {
    int n = points.rows();
    int d = points.columns();
    double[] centre = new double[d];
    double[] width = new double[d];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        double value = points.get(i, j);
        centre[j] += value;
        width[j] += value * value;
      }
    }
    for (int j = 0; j < d; j++) {
      if (n == 0) {
        width[j] = 1;
        continue;
      }
      centre[j] /= n;
      width[j] = Math.sqrt(Math.max(0, width[j] / n - centre[j] * centre[j]));
    }
    return new ColumnScaling(centre, width);
  }

  /** Returns the means, (d). */
  public double[] centre() {
    return centre.clone();
  }

  /** Returns the standard deviations, over all rows, (d); 0 for a constant column. */
  public double[] width() {
    return width.clone();
  }

  /**
   * Returns points with scaled columns; values beyond the range of a float are clamped.
   *
   * @param points (m x d), finite
   * @return (m x d)
   * @throws IllegalArgumentException if the number of columns differs
   */
  public FloatMatrix apply(FloatMatrix points) {
    int d = centre.length;
    if (points.columns() != d) {
      throw new IllegalArgumentException(
          "the scaling is for " + d + " columns, but these have " + points.columns());
    }
    float[] values = points.toArray();
    for (int at = 0; at < values.length; at++) {
      int j = at % d;
      double scaled = width[j] > 0 ? (values[at] - centre[j]) / width[j] : 0;
      values[at] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, scaled));
    }
    return FloatMatrix.wrap(points.rows(), d, values);
  }
}
