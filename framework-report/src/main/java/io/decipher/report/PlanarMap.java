// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import io.decipher.api.FloatMatrix;

/** Projects points of any dimension to the plane, for display. */
final class PlanarMap {
  private static final int STEPS = 100;

  private PlanarMap() {}

  /**
   * Returns points with two columns: unchanged if there are two, on a line if there is one,
   * otherwise by the two principal directions.
   *
   * @param points (n x d), finite
   * @return (n x 2)
   * @implNote power iteration on the covariance with deflation, O(n d) per step, 100 steps per
   *     direction; without a random start, so that the same points give the same map
   */
  static FloatMatrix of(FloatMatrix points) {
    int n = points.rows();
    int d = points.columns();
    if (d == 2) {
      return points;
    }
    float[] plane = new float[2 * n];
    if (d == 1) {
      for (int i = 0; i < n; i++) {
        plane[2 * i] = points.get(i, 0);
      }
      return FloatMatrix.wrap(n, 2, plane);
    }
    double[] mean = new double[d];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        mean[j] += points.get(i, j) / (double) n;
      }
    }
    double[] first = direction(points, mean, new double[d]);
    double[] second = direction(points, mean, first);
    for (int i = 0; i < n; i++) {
      plane[2 * i] = (float) along(points, i, mean, first);
      plane[2 * i + 1] = (float) along(points, i, mean, second);
    }
    return FloatMatrix.wrap(n, 2, plane);
  }

  private static double[] direction(FloatMatrix points, double[] mean, double[] apartFrom) {
    int d = mean.length;
    double[] direction = new double[d];
    for (int j = 0; j < d; j++) {
      direction[j] = 1 + (double) j / d; // not orthogonal to any particular direction
    }
    orthonormalise(direction, apartFrom);
    for (int step = 0; step < STEPS; step++) {
      double[] next = new double[d];
      for (int i = 0; i < points.rows(); i++) {
        double along = along(points, i, mean, direction);
        for (int j = 0; j < d; j++) {
          next[j] += along * (points.get(i, j) - mean[j]);
        }
      }
      if (!orthonormalise(next, apartFrom)) {
        return direction;
      }
      direction = next;
    }
    return direction;
  }

  private static double along(FloatMatrix points, int i, double[] mean, double[] direction) {
    double sum = 0;
    for (int j = 0; j < mean.length; j++) {
      sum += (points.get(i, j) - mean[j]) * direction[j];
    }
    return sum;
  }

  /** Returns whether a non-zero vector remains. */
  private static boolean orthonormalise(double[] vector, double[] apartFrom) {
    double dot = 0;
    for (int j = 0; j < vector.length; j++) {
      dot += vector[j] * apartFrom[j];
    }
    double norm = 0;
    for (int j = 0; j < vector.length; j++) {
      vector[j] -= dot * apartFrom[j];
      norm += vector[j] * vector[j];
    }
    norm = Math.sqrt(norm);
    if (norm == 0) {
      return false;
    }
    for (int j = 0; j < vector.length; j++) {
      vector[j] /= norm;
    }
    return true;
  }
}
