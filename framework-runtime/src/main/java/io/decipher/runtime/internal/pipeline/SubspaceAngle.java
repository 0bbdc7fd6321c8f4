// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.numerics.PrincipalComponents;
import io.decipher.numerics.SymmetricEigen;
import java.util.OptionalDouble;

/**
 * The largest principal angle (Björck and Golub 1973) between the subspaces of a linear encoder and
 * of as many principal components. The encoder's subspace is that of the regression of samples on
 * latents, which is the span of the best linear decoder.
 *
 * @see <a href="https://doi.org/10.1016/0893-6080(89)90014-2">Baldi and Hornik 1989</a>
 * @see <a href="https://doi.org/10.1090/S0025-5718-1973-0348991-3">Björck and Golub 1973</a>
 */
final class SubspaceAngle {
  private static final int PAIRS = 100;
  private static final double LINEAR = 1e-3; // relative to the spread of the latents
  private static final double DEPENDENT = 1e-6;
  private static final double RIGHT = 90; // degrees

  private SubspaceAngle() {}

  /**
   * Returns the angle.
   *
   * @param samples (n x d) to which the principal components were fitted
   * @return in degrees, [0, 90]; empty if the encoder is not linear, or has another number of
   *     latents
   * @implNote O(n d k) time for k latents
   */
  static OptionalDouble of(
      Encoder encoder,
      FloatMatrix samples,
      SampleType type,
      PrincipalComponents fit,
      RunContext run) {
    double[][] directions = fit.directions();
    int count = Math.min(PAIRS, samples.rows() / 2);
    if (count < 1 || !isLinear(encoder, samples, type, count, run)) {
      return OptionalDouble.empty();
    }
    FloatMatrix latents = encoder.encode(Samples.of(samples, type), run);
    if (latents.columns() != directions.length) {
      return OptionalDouble.empty();
    }
    double[][] spanned = orthonormal(covariances(samples, latents, fit.mean()));
    int k = spanned.length;
    for (double[] direction : spanned) {
      if (dot(direction, direction) == 0) {
        return OptionalDouble.of(RIGHT); // linearly dependent latents span fewer directions
      }
    }
    double[][] product = new double[k][k]; // of sines: residuals outside the other subspace
    for (double[] direction : spanned) {
      for (double[] principal : directions) {
        double along = dot(direction, principal);
        for (int j = 0; j < direction.length; j++) {
          direction[j] -= along * principal[j];
        }
      }
    }
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        product[i][j] = dot(spanned[i], spanned[j]);
      }
    }
    double sine = Math.sqrt(Math.max(0, Math.min(1, SymmetricEigen.of(product).values()[0])));
    return OptionalDouble.of(Math.toDegrees(Math.asin(sine)));
  }

  /** Returns whether the latents of midpoints of samples are the midpoints of their latents. */
  private static boolean isLinear(
      Encoder encoder, FloatMatrix samples, SampleType type, int count, RunContext run) {
    int d = samples.columns();
    float[] values = new float[3 * count * d];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < d; j++) {
        float a = samples.get(i, j);
        float b = samples.get(samples.rows() - 1 - i, j);
        values[3 * i * d + j] = a;
        values[(3 * i + 1) * d + j] = b;
        values[(3 * i + 2) * d + j] = (a + b) / 2;
      }
    }
    FloatMatrix latents =
        encoder.encode(Samples.of(FloatMatrix.wrap(3 * count, d, values), type), run);
    double off = 0;
    double all = 0;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < latents.columns(); j++) {
        double a = latents.get(3 * i, j);
        double b = latents.get(3 * i + 1, j);
        double bend = latents.get(3 * i + 2, j) - (a + b) / 2;
        off += bend * bend;
        all += (a - b) * (a - b) / 4;
      }
    }
    return Math.sqrt(off) <= LINEAR * Math.sqrt(all) && all > 0;
  }

  /** Returns the covariances of each latent with the values of a sample, (k x d). */
  private static double[][] covariances(FloatMatrix samples, FloatMatrix latents, double[] mean) {
    int d = samples.columns();
    double[][] all = new double[latents.columns()][d];
    double[] off = new double[d];
    for (int i = 0; i < samples.rows(); i++) {
      for (int j = 0; j < d; j++) {
        off[j] = samples.get(i, j) - mean[j];
      }
      for (int c = 0; c < all.length; c++) {
        double z = latents.get(i, c); // need not be centred, since off sums to 0
        for (int j = 0; j < d; j++) {
          all[c][j] += z * off[j];
        }
      }
    }
    return all;
  }

  /**
   * Returns an orthonormal basis by the Gram-Schmidt method, applied twice; dependent rows become
   * 0.
   */
  private static double[][] orthonormal(double[][] rows) {
    for (int i = 0; i < rows.length; i++) {
      double before = Math.sqrt(dot(rows[i], rows[i]));
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < i; j++) {
          double along = dot(rows[i], rows[j]);
          for (int m = 0; m < rows[i].length; m++) {
            rows[i][m] -= along * rows[j][m];
          }
        }
      }
      double length = Math.sqrt(dot(rows[i], rows[i]));
      for (int m = 0; m < rows[i].length; m++) {
        rows[i][m] = length > DEPENDENT * before ? rows[i][m] / length : 0;
      }
    }
    return rows;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
