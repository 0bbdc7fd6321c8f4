// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.numerics.PrincipalComponents;
import io.decipher.numerics.PrincipalComponents.Solver;
import java.util.ArrayList;
import java.util.List;

/**
 * The mean of points and their principal components.
 *
 * @param mean of the points, (d)
 * @param deviations one standard deviation along each direction, (d) each, in descending order; the
 *     largest component of each is positive
 */
@SuppressWarnings("ArrayRecordComponent") // passed within the package, never compared
record MainDirections(double[] mean, List<double[]> deviations) {
  /**
   * Computes the directions.
   *
   * @param points (n x d), n at least 1
   * @param count the maximum number of directions; there are at most d, and those beyond n are
   *     zeros
   */
  static MainDirections of(FloatMatrix points, int count, RunContext run) {
    int n = points.rows();
    int columns = points.columns();
    int wanted = Math.min(count, columns);
    PrincipalComponents found =
        PrincipalComponents.of(points, Math.min(n, wanted), Solver.EXACT, run);
    double[][] directions = found.directions();
    double[] variances = found.variances();
    List<double[]> deviations = new ArrayList<>();
    for (int k = 0; k < wanted; k++) {
      double[] deviation = new double[columns];
      if (k < directions.length) {
        double length = Math.sqrt(variances[k] * (n - 1) / n); // of these points, not an estimate
        for (int j = 0; j < columns; j++) {
          deviation[j] = length * directions[k][j];
        }
      }
      deviations.add(deviation);
    }
    return new MainDirections(found.mean(), List.copyOf(deviations));
  }
}
