// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.CancellationToken;

/**
 * The eigenvalues and eigenvectors of a real symmetric matrix, in descending order of eigenvalues.
 *
 * <p>Householder reflections reduce the matrix to tridiagonal form, which implicit QR steps with
 * Wilkinson's shift diagonalise.
 *
 * @see <a href="https://doi.org/10.56021/9781421407944">Golub and Van Loan 2013, section 8.3</a>
 */
public final class SymmetricEigen {
  private static final double EPSILON = 0x1p-52;
  private static final int STEPS_EACH = 60;

  private final double[] values;
  private final double[][] vectors;

  private SymmetricEigen(double[] values, double[][] vectors) {
    this.values = values;
    this.vectors = vectors;
  }

  /** Returns the eigenvalues, (m), descending; not a copy. */
  public double[] values() {
    return values;
  }

  /** Returns the unit eigenvectors, (m x m), row i that of {@code values()[i]}; not a copy. */
  public double[][] vectors() {
    return vectors;
  }

  /** Decomposes a matrix like {@link #of(double[][], CancellationToken)}, without cancellation. */
  public static SymmetricEigen of(double[][] matrix) {
    return of(matrix, new CancellationToken());
  }

  /**
   * Decomposes a matrix.
   *
   * @param matrix (m x m), symmetric and finite; it is overwritten
   * @implNote O(m³) time; every inner loop runs along a row
   */
  public static SymmetricEigen of(double[][] matrix, CancellationToken cancellation) {
    int m = matrix.length;
    double[] diagonal = new double[m];
    double[] beside = new double[m]; // beside[i] couples i and i + 1
    double[][] vectors = tridiagonal(matrix, diagonal, beside, cancellation);
    diagonalize(diagonal, beside, vectors, cancellation);
    Integer[] order = new Integer[m];
    for (int i = 0; i < m; i++) {
      order[i] = i;
    }
    java.util.Arrays.sort(order, (i, j) -> Double.compare(diagonal[j], diagonal[i]));
    double[] values = new double[m];
    double[][] sorted = new double[m][];
    for (int i = 0; i < m; i++) {
      values[i] = diagonal[order[i]];
      sorted[i] = vectors[order[i]];
    }
    return new SymmetricEigen(values, sorted);
  }

  /**
   * Returns Qᵀ, (m x m), where Qᵀ A Q is the tridiagonal matrix, which is written to the arrays.
   */
  private static double[][] tridiagonal(
      double[][] a, double[] diagonal, double[] beside, CancellationToken cancellation) {
    int m = a.length;
    double[][] reflectors = new double[m][];
    for (int k = 0; k < m - 1; k++) {
      cancellation.throwIfCancelled();
      diagonal[k] = a[k][k];
      double[] v = reflector(a[k], k, beside);
      reflectors[k] = v;
      if (v.length == 0) {
        continue;
      }
      double[] product = new double[m];
      for (int i = k + 1; i < m; i++) {
        addMultiple(product, a[i], 2 * v[i], k + 1, m);
      }
      double overlap = 0;
      for (int i = k + 1; i < m; i++) {
        overlap += v[i] * product[i];
      }
      addMultiple(product, v, -overlap, k + 1, m);
      for (int i = k + 1; i < m; i++) {
        subtractTwo(a[i], product, v[i], v, product[i], k + 1, m);
      }
    }
    if (m > 0) {
      diagonal[m - 1] = a[m - 1][m - 1];
    }
    return transposedProduct(reflectors, cancellation);
  }

  /**
   * Returns the v of the reflection I - 2 v vᵀ that eliminates the entries of a row after k + 1,
   * (m), of length 1, 0 up to k; empty if there is nothing to eliminate. The resulting entry is
   * written to {@code beside[k]}.
   */
  private static double[] reflector(double[] row, int k, double[] beside) {
    int m = row.length;
    double largest = 0;
    for (int i = k + 1; i < m; i++) {
      largest = Math.max(largest, Math.abs(row[i]));
    }
    if (k == m - 2 || largest == 0) {
      beside[k] = row[k + 1];
      return new double[0];
    }
    double[] v = new double[m];
    double norm = 0;
    for (int i = k + 1; i < m; i++) {
      v[i] = row[i] / largest;
      norm += v[i] * v[i];
    }
    norm = Math.sqrt(norm);
    double sign = v[k + 1] < 0 ? -1 : 1;
    beside[k] = -sign * norm * largest;
    v[k + 1] += sign * norm;
    double length = 0;
    for (int i = k + 1; i < m; i++) {
      length += v[i] * v[i];
    }
    length = Math.sqrt(length);
    for (int i = k + 1; i < m; i++) {
      v[i] /= length;
    }
    return v;
  }

  /** Returns the transposed product of the reflections, (m x m). */
  private static double[][] transposedProduct(
      double[][] reflectors, CancellationToken cancellation) {
    int m = reflectors.length;
    double[][] q = new double[m][m];
    for (int i = 0; i < m; i++) {
      q[i][i] = 1;
    }
    for (int k = m - 2; k >= 0; k--) {
      cancellation.throwIfCancelled();
      double[] v = reflectors[k];
      if (v.length == 0) {
        continue;
      }
      double[] product = new double[m];
      for (int i = k + 1; i < m; i++) {
        addMultiple(product, q[i], v[i], k + 1, m);
      }
      for (int i = k + 1; i < m; i++) {
        addMultiple(q[i], product, -2 * v[i], k + 1, m);
      }
    }
    for (int i = 0; i < m; i++) {
      for (int j = i + 1; j < m; j++) {
        double swap = q[i][j];
        q[i][j] = q[j][i];
        q[j][i] = swap;
      }
    }
    return q;
  }

  private static void addMultiple(double[] target, double[] row, double factor, int from, int to) {
    for (int j = from; j < to; j++) {
      target[j] += factor * row[j];
    }
  }

  private static void subtractTwo(
      double[] target, double[] p, double pFactor, double[] v, double vFactor, int from, int to) {
    for (int j = from; j < to; j++) {
      target[j] -= pFactor * p[j] + vFactor * v[j];
    }
  }

  private static void diagonalize(
      double[] d, double[] e, double[][] vectors, CancellationToken cancellation) {
    int m = d.length;
    double scale = 0;
    for (int i = 0; i < m; i++) {
      scale = Math.max(scale, Math.max(Math.abs(d[i]), Math.abs(e[i])));
    }
    int last = m - 1;
    for (int steps = 0; last > 0; ) {
      cancellation.throwIfCancelled();
      // Most converge in three steps. What rounding keeps from converging is treated as zero.
      double least = steps < STEPS_EACH / 2 ? scale * 0x1p-10 : scale;
      if (negligible(d, e, last - 1, least)) {
        e[last - 1] = 0;
        last--;
        steps = 0;
        continue;
      }
      int first = last - 1;
      while (first > 0 && !negligible(d, e, first - 1, least)) {
        first--;
      }
      if (first > 0) {
        e[first - 1] = 0;
      }
      if (++steps > STEPS_EACH) {
        throw new IllegalStateException("the eigenvalues of a finite symmetric matrix must settle");
      }
      step(d, e, first, last, vectors);
    }
  }

  private static boolean negligible(double[] d, double[] e, int i, double least) {
    // Values below the matrix's own rounding error are treated as zero.
    double size = Math.max(Math.abs(d[i]) + Math.abs(d[i + 1]), least);
    return Math.abs(e[i]) <= EPSILON * size;
  }

  private static void step(double[] d, double[] e, int first, int last, double[][] vectors) {
    double half = (d[last - 1] - d[last]) / 2;
    double coupling = e[last - 1];
    double root = Math.hypot(half, coupling);
    double shift = d[last] - coupling * (coupling / (half + (half < 0 ? -root : root)));
    double x = d[first] - shift;
    double bulge = e[first];
    for (int k = first; k < last; k++) {
      double r = Math.sqrt(x * x + bulge * bulge);
      double c = r == 0 ? 1 : x / r;
      double s = r == 0 ? 0 : bulge / r;
      if (k > first) {
        e[k - 1] = r;
      }
      double upper = d[k];
      double lower = d[k + 1];
      double between = e[k];
      d[k] = c * c * upper + 2 * c * s * between + s * s * lower;
      d[k + 1] = s * s * upper - 2 * c * s * between + c * c * lower;
      e[k] = c * s * (lower - upper) + (c * c - s * s) * between;
      x = e[k];
      if (k < last - 1) {
        bulge = s * e[k + 1];
        e[k + 1] *= c;
      }
      rotate(vectors[k], vectors[k + 1], c, s);
    }
  }

  private static void rotate(double[] a, double[] b, double c, double s) {
    for (int j = 0; j < a.length; j++) {
      double x = a[j];
      double y = b[j];
      a[j] = c * x + s * y;
      b[j] = c * y - s * x;
    }
  }
}
