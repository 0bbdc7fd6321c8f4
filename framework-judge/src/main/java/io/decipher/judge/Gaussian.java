// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import io.decipher.api.FloatMatrix;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The normal distribution with the mean and covariance of given points.
 *
 * <p>Symbols: μ the mean, Σ the covariance with denominator n - 1, as in NumPy's {@code cov}.
 */
final class Gaussian {
  private final double[] mean;
  private final DMatrixRMaj covariance;

  private Gaussian(double[] mean, DMatrixRMaj covariance) {
    this.mean = mean;
    this.covariance = covariance;
  }

  /**
   * Returns the distribution fitted to points.
   *
   * @param points (n x d), n of 2 or more, finite
   * @implNote O(n d²) time; accumulates in double precision about the mean
   */
  static Gaussian of(FloatMatrix points) {
    int n = points.rows();
    int d = points.columns();
    if (n < 2) {
      throw new IllegalArgumentException("a covariance needs 2 points or more, found " + n);
    }
    double[] mean = new double[d];
    float[] row = new float[d];
    for (int i = 0; i < n; i++) {
      points.copyRows(i, 1, row, 0);
      for (int j = 0; j < d; j++) {
        mean[j] += row[j];
      }
    }
    for (int j = 0; j < d; j++) {
      mean[j] /= n;
    }
    double[][] sums = new double[d][d];
    double[] centred = new double[d];
    for (int i = 0; i < n; i++) {
      points.copyRows(i, 1, row, 0);
      for (int j = 0; j < d; j++) {
        centred[j] = row[j] - mean[j];
      }
      for (int j = 0; j < d; j++) {
        double[] sum = sums[j];
        double value = centred[j];
        for (int k = 0; k < d; k++) {
          sum[k] += value * centred[k];
        }
      }
    }
    DMatrixRMaj covariance = new DMatrixRMaj(sums);
    CommonOps_DDRM.divide(covariance, n - 1.0);
    return new Gaussian(mean, covariance);
  }

  /**
   * Returns the squared Fréchet distance, as is customary: |μ₁ - μ₂|² + tr(Σ₁ + Σ₂ - 2 (Σ₁ Σ₂)^½).
   *
   * <p>The trace of the root is computed from the symmetric Σ₁^½ Σ₂ Σ₁^½, which has the eigenvalues
   * of Σ₁ Σ₂, so it stays real if a covariance is singular: a feature that is always 0 does no
   * harm.
   *
   * @return 0 or more, in squared units of the points
   * @implNote O(d³) time
   * @see <a href="https://doi.org/10.1016/0047-259X(82)90077-X">Dowson and Landau 1982</a>
   * @see <a href="https://arxiv.org/abs/1706.08500">Heusel et al. 2017, who use it to score
   *     images</a>
   */
  double frechetDistance(Gaussian other) {
    if (other.mean.length != mean.length) {
      throw new IllegalArgumentException(
          "cannot compare " + mean.length + " dimensions with " + other.mean.length);
    }
    double apart = 0;
    for (int j = 0; j < mean.length; j++) {
      apart += (mean[j] - other.mean[j]) * (mean[j] - other.mean[j]);
    }
    DMatrixRMaj root = root(covariance);
    DMatrixRMaj left = new DMatrixRMaj(mean.length, mean.length);
    DMatrixRMaj product = new DMatrixRMaj(mean.length, mean.length);
    CommonOps_DDRM.mult(root, other.covariance, left);
    CommonOps_DDRM.mult(left, root, product);
    double shared = 0;
    EigenDecomposition_F64<DMatrixRMaj> eigen = eigen(symmetric(product), false);
    for (int i = 0; i < mean.length; i++) {
      shared += Math.sqrt(Math.max(0, eigen.getEigenvalue(i).getReal()));
    }
    double spread = CommonOps_DDRM.trace(covariance) + CommonOps_DDRM.trace(other.covariance);
    return Math.max(0, apart + spread - 2 * shared); // rounding must not make it negative
  }

  /** Returns the symmetric square root of a positive semidefinite matrix: V diag(√λ) Vᵀ. */
  private static DMatrixRMaj root(DMatrixRMaj matrix) {
    int d = matrix.getNumRows();
    EigenDecomposition_F64<DMatrixRMaj> eigen = eigen(matrix, true);
    DMatrixRMaj root = new DMatrixRMaj(d, d);
    for (int i = 0; i < d; i++) {
      double value = Math.sqrt(Math.max(0, eigen.getEigenvalue(i).getReal()));
      CommonOps_DDRM.multAddTransB(value, eigen.getEigenVector(i), eigen.getEigenVector(i), root);
    }
    return root;
  }

  private static DMatrixRMaj symmetric(DMatrixRMaj matrix) {
    DMatrixRMaj sum = new DMatrixRMaj(matrix);
    CommonOps_DDRM.transpose(sum);
    CommonOps_DDRM.addEquals(sum, matrix);
    CommonOps_DDRM.divide(sum, 2);
    return sum;
  }

  private static EigenDecomposition_F64<DMatrixRMaj> eigen(DMatrixRMaj matrix, boolean vectors) {
    EigenDecomposition_F64<DMatrixRMaj> eigen =
        DecompositionFactory_DDRM.eig(matrix.getNumRows(), vectors, true);
    if (!eigen.decompose(matrix.copy())) { // it overwrites its input
      throw new ArithmeticException("the eigenvalues of a finite symmetric matrix must settle");
    }
    return eigen;
  }
}
