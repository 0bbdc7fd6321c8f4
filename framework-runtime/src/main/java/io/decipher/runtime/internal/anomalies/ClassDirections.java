// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.anomalies;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.numerics.LinearMap;
import io.decipher.numerics.SymmetricEigen;
import io.decipher.runtime.internal.data.UnitLength;

/**
 * Fisher's linear discriminants of the classes found, scaled to unit within-class variance. The
 * direction of a point in these coordinates shows which class it resembles, and suppresses
 * variation within classes.
 *
 * @see <a href="https://doi.org/10.1111/j.1469-1809.1936.tb02137.x">Fisher 1936</a>
 */
public final class ClassDirections {
  /**
   * Added to the within-class variances, relative to their mean, so that directions of hardly any
   * variance do not dominate.
   */
  private static final double RIDGE = 0.1;

  private final LinearMap map;

  private ClassDirections(LinearMap map) {
    this.map = map;
  }

  /**
   * Fits the discriminants.
   *
   * @param points (n x d), finite
   * @param labels the class of each, noise if it has none; at least two classes with members
   * @implNote O(n d² + d³) time
   */
  public static ClassDirections of(FloatMatrix points, Labels labels) {
    int d = points.columns();
    int classes = labels.classes();
    int[] sizes = labels.sizes();
    double[][] means = new double[classes][d];
    int members = 0;
    for (int i = 0; i < points.rows(); i++) {
      int label = labels.get(i);
      if (label != Labels.NOISE) {
        members++;
        for (int j = 0; j < d; j++) {
          means[label][j] += points.get(i, j) / (double) sizes[label];
        }
      }
    }
    double[][] whitening = whitening(within(points, labels, means, members));
    double[][] between = between(means, sizes, whitening);
    SymmetricEigen axes = SymmetricEigen.of(between);
    int kept = Math.min(d, classes - 1);
    double[][] directions = new double[kept][d];
    for (int k = 0; k < kept; k++) {
      double[] axis = axes.vectors()[k];
      for (int j = 0; j < d; j++) {
        for (int m = 0; m < d; m++) {
          directions[k][j] += axis[m] * whitening[m][j];
        }
      }
    }
    return new ClassDirections(new LinearMap(new double[d], directions));
  }

  private static double[][] within(
      FloatMatrix points, Labels labels, double[][] means, int members) {
    int d = points.columns();
    double[][] within = new double[d][d];
    double[] off = new double[d];
    for (int i = 0; i < points.rows(); i++) {
      int label = labels.get(i);
      if (label == Labels.NOISE) {
        continue;
      }
      for (int j = 0; j < d; j++) {
        off[j] = points.get(i, j) - means[label][j];
      }
      for (int j = 0; j < d; j++) {
        for (int m = 0; m <= j; m++) {
          within[j][m] += off[j] * off[m] / members;
        }
      }
    }
    double trace = 0;
    for (int j = 0; j < d; j++) {
      trace += within[j][j];
    }
    for (int j = 0; j < d; j++) {
      within[j][j] += RIDGE * trace / d + Double.MIN_NORMAL;
      for (int m = 0; m < j; m++) {
        within[m][j] = within[j][m];
      }
    }
    return within;
  }

  /** Returns the whitening transform of a covariance, one direction per row. */
  private static double[][] whitening(double[][] covariance) {
    SymmetricEigen axes = SymmetricEigen.of(covariance);
    int d = covariance.length;
    double[][] rows = new double[d][];
    for (int k = 0; k < d; k++) {
      double[] axis = axes.vectors()[k].clone();
      double scale = 1 / Math.sqrt(Math.max(Double.MIN_NORMAL, axes.values()[k]));
      for (int j = 0; j < d; j++) {
        axis[j] *= scale;
      }
      rows[k] = axis;
    }
    return rows;
  }

  private static double[][] between(double[][] means, int[] sizes, double[][] whitening) {
    int d = whitening.length;
    double[][] white = new double[means.length][d];
    double[] centre = new double[d];
    int classes = 0;
    for (int label = 0; label < means.length; label++) {
      if (sizes[label] == 0) {
        continue;
      }
      classes++;
      for (int m = 0; m < d; m++) {
        for (int j = 0; j < d; j++) {
          white[label][m] += whitening[m][j] * means[label][j];
        }
        centre[m] += white[label][m];
      }
    }
    double[][] between = new double[d][d];
    for (int label = 0; label < means.length; label++) {
      for (int j = 0; sizes[label] > 0 && j < d; j++) {
        for (int m = 0; m < d; m++) {
          between[j][m] +=
              (white[label][j] - centre[j] / classes) * (white[label][m] - centre[m] / classes);
        }
      }
    }
    return between;
  }

  /** Returns the coordinates of points, scaled to length 1, (n x directions). */
  public FloatMatrix of(FloatMatrix points, RunContext run) {
    return UnitLength.of(map.apply(points, run));
  }
}
