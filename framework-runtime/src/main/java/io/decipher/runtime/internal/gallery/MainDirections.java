// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.numerics.PrincipalComponents;
import io.decipher.numerics.PrincipalComponents.Solver;
import java.util.ArrayList;
import java.util.List;

/**
 * Where some points are, and the directions in which they are widest (principal components).
 *
 * @param mean of the points, (d)
 * @param deviations a standard deviation along each direction, (d) each, widest first; its greatest
 *     component is positive
 */
@SuppressWarnings("ArrayRecordComponent") // handed on within the package, compared by nobody
record MainDirections(double[] mean, List<double[]> deviations) {
  /**
   * Finds the directions.
   *
   * @param points (n x d), n 1 or more
   * @param count how many, at most; there are no more than d, and those beyond n are zeros
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
