// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;

/** Checks of input points that all algorithms share. */
public final class Points {
  private Points() {}

  /**
   * Rejects NaN and infinite values.
   *
   * @param who the algorithm, for the message, e.g. {@code "umap"}
   * @throws DecipherException if a value is not finite, with its row and column
   */
  public static void requireFinite(FloatMatrix points, String who) {
    int columns = points.columns();
    float[] row = new float[columns];
    for (int i = 0; i < points.rows(); i++) {
      points.copyRows(i, 1, row, 0);
      for (int j = 0; j < columns; j++) {
        if (!Float.isFinite(row[j])) {
          throw new DecipherException(
              who
                  + ": the value at row "
                  + i
                  + ", column "
                  + j
                  + " is "
                  + row[j]
                  + "; expected finite numbers (leave such rows out, or correct what produced"
                  + " them)");
        }
      }
    }
  }

  /**
   * Returns each row scaled to length 1, so that Euclidean distances order points by angle.
   *
   * @param points (n x d), finite
   * @param who the algorithm, for the message
   * @throws DecipherException if a row is all zeros, with the row
   */
  public static FloatMatrix toUnitLength(FloatMatrix points, String who) {
    int d = points.columns();
    float[] values = points.toArray();
    for (int i = 0; i < points.rows(); i++) {
      double squares = 0;
      for (int at = i * d; at < (i + 1) * d; at++) {
        squares += (double) values[at] * values[at];
      }
      if (squares == 0) {
        throw new DecipherException(
            who
                + ": row "
                + i
                + " is all zeros and has no direction; metric cosine expects a value other than 0");
      }
      double norm = Math.sqrt(squares);
      for (int at = i * d; at < (i + 1) * d; at++) {
        values[at] = (float) (values[at] / norm);
      }
    }
    return FloatMatrix.wrap(points.rows(), d, values);
  }

  /**
   * Rejects weights that are not finite and positive, one per row.
   *
   * @throws DecipherException if a weight is not, with its row
   */
  public static void requireWeights(FloatMatrix points, double[] weights, String who) {
    if (weights.length != points.rows()) {
      throw new DecipherException(
          who
              + ": there are "
              + weights.length
              + " weights for "
              + points.rows()
              + " rows; expected one per row");
    }
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] > 0 && weights[i] < Double.POSITIVE_INFINITY)) {
        throw new DecipherException(
            who
                + ": the weight of row "
                + i
                + " is "
                + weights[i]
                + "; expected a finite number above 0 (leave out rows that should not count)");
      }
    }
  }
}
