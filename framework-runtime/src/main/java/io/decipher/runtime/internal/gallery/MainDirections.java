// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import io.decipher.api.FloatMatrix;
import java.util.ArrayList;
import java.util.List;

/**
 * Where some points are, and the directions in which they are widest (principal components).
 *
 * <p>For pictures: few directions of few points, by power iteration, without the covariance matrix.
 *
 * @param mean of the points, (d)
 * @param deviations a standard deviation along each direction, (d) each, widest first; its greatest
 *     component is positive
 */
@SuppressWarnings("ArrayRecordComponent") // handed on within the package, compared by nobody
record MainDirections(double[] mean, List<double[]> deviations) {
  private static final int ITERATIONS = 200;
  private static final double SETTLED = 1e-7;

  /**
   * Finds the directions.
   *
   * @param points (n x d), n 1 or more
   * @param count how many, at most; there are no more than d
   * @implNote O(iterations n d) a direction; the same points give the same bits
   */
  static MainDirections of(FloatMatrix points, int count) {
    int columns = points.columns();
    double[] mean = new double[columns];
    for (int i = 0; i < points.rows(); i++) {
      for (int j = 0; j < columns; j++) {
        mean[j] += points.get(i, j) / (double) points.rows();
      }
    }
    double[][] centred = new double[points.rows()][columns];
    for (int i = 0; i < centred.length; i++) {
      for (int j = 0; j < columns; j++) {
        centred[i][j] = points.get(i, j) - mean[j];
      }
    }
    List<double[]> deviations = new ArrayList<>();
    for (int k = 0; k < Math.min(count, columns); k++) {
      double[] direction = widest(centred);
      double variance = 0;
      for (double[] point : centred) {
        double along = dot(point, direction);
        variance += along * along / centred.length;
        add(point, -along, direction); // what is left for the next
      }
      double[] deviation = new double[columns];
      add(deviation, Math.sqrt(variance), direction);
      deviations.add(deviation);
    }
    return new MainDirections(mean, List.copyOf(deviations));
  }

  /** Returns the direction of greatest variance, of length 1; zeros if there is no variance. */
  private static double[] widest(double[][] centred) {
    double[] direction = unit(farthest(centred));
    for (int i = 0; i < ITERATIONS; i++) {
      double[] next = new double[direction.length];
      for (double[] point : centred) {
        add(next, dot(point, direction), point);
      }
      next = unit(next);
      double agreement = dot(next, direction);
      direction = next;
      if (1 - agreement < SETTLED * SETTLED) {
        break;
      }
    }
    int greatest = 0;
    for (int j = 1; j < direction.length; j++) {
      greatest = Math.abs(direction[j]) > Math.abs(direction[greatest]) ? j : greatest;
    }
    double[] turned = new double[direction.length];
    add(turned, direction[greatest] < 0 ? -1 : 1, direction);
    return turned;
  }

  private static double[] farthest(double[][] centred) {
    double[] farthest = centred[0];
    for (double[] point : centred) {
      farthest = dot(point, point) > dot(farthest, farthest) ? point : farthest;
    }
    return farthest;
  }

  private static double[] unit(double[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    double[] unit = new double[vector.length];
    if (length > 0) {
      add(unit, 1 / length, vector);
    }
    return unit;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static void add(double[] to, double times, double[] vector) {
    for (int j = 0; j < to.length; j++) {
      to[j] += times * vector[j];
    }
  }
}
