// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The principal components of points: the directions of largest variance.
 *
 * <p>The exact solver uses the eigenvectors of the covariance matrix, or of the Gram matrix if
 * there are fewer points than columns. The randomised solver is subspace iteration: with A the
 * centred points and Ω standard normal random numbers, with {@code OVERSAMPLING} more columns than
 * are kept, the directions are those of A within the range of (Aᵀ A)^q Ω, orthonormalised after
 * each of the q = {@code ITERATIONS} steps (algorithm 4.4 of Halko, Martinsson and Tropp 2011 for
 * Aᵀ). The largest loading of each direction is positive.
 *
 * @see <a href="https://doi.org/10.1080/14786440109462720">Pearson 1901</a>
 * @see <a href="https://doi.org/10.1137/090771806">Halko, Martinsson, Tropp 2011</a>
 */
public final class PrincipalComponents {
  /** How the directions are computed. */
  public enum Solver {
    /** The cheaper of the others. */
    AUTO,
    /** By a full eigendecomposition. */
    EXACT,
    /** By subspace iteration from random directions, which depends on the seed. */
    RANDOMISED
  }

  private static final int OVERSAMPLING = 10;
  private static final int ITERATIONS = 4;

  /** Steps of the eigensolver for each entry of its matrix, per row. */
  private static final double EIGEN_STEPS = 9;

  private static final int ROWS = 8;
  private static final int MAX_STRIPS = 16;
  private static final int MIN_STRIP = 256;
  private static final long STRIPS_MEMORY = 64L << 20;
  private static final double EPSILON = 0x1p-52;

  private final double[] mean; // (d)
  private final double[][] directions; // (kept x d)
  private final double[] variances; // (kept)

  private PrincipalComponents(double[] mean, double[][] directions, double[] variances) {
    this.mean = mean;
    this.directions = directions;
    this.variances = variances;
  }

  /**
   * Computes the directions.
   *
   * @param points (n x d), finite
   * @param kept the number of directions, from 0 to the lesser of n and d
   * @param run provides progress, cancellation and, for the randomised solver, the seed
   * @implNote the exact solver takes O(n d m + m³) time and O(m²) memory, m the lesser of n and d;
   *     the randomised solver takes O(n d kept) time and O(d kept) memory. Sums use double
   *     precision, in an order that does not depend on the number of threads
   */
  public static PrincipalComponents of(
      FloatMatrix points, int kept, Solver solver, RunContext run) {
    int n = points.rows();
    int d = points.columns();
    if (kept < 0 || kept > Math.min(n, d)) {
      throw new IllegalArgumentException(
          n + " x " + d + " points have at most " + Math.min(n, d) + " directions, not " + kept);
    }
    double[] mean = mean(points);
    double[][] directions = new double[kept][];
    double[] variances = new double[kept];
    if (isRandomised(solver, n, d, kept)) {
      randomised(points, mean, directions, variances, run);
    } else if (d <= n) {
      SymmetricEigen eigen = SymmetricEigen.of(covariance(points, mean, run), run.cancellation());
      run.cancellation().throwIfCancelled();
      for (int c = 0; c < kept; c++) {
        directions[c] = eigen.vectors()[c];
        variances[c] = Math.max(0, eigen.values()[c]);
      }
    } else {
      fromProducts(points, mean, directions, variances, run);
    }
    for (double[] direction : directions) {
      turnPositive(direction);
    }
    return new PrincipalComponents(mean, directions, variances);
  }

  /** Returns the mean of the points, (d). */
  public double[] mean() {
    return mean.clone();
  }

  /** Returns the directions in descending order of variance, (kept x d), orthonormal. */
  public double[][] directions() {
    return Arrays.stream(directions).map(double[]::clone).toArray(double[][]::new);
  }

  /** Returns the variance along each direction, (kept), descending. */
  public double[] variances() {
    return variances.clone();
  }

  /** Returns the scores of points along the directions, (m x kept), in the units of the points. */
  public FloatMatrix project(FloatMatrix points, RunContext run) {
    return new LinearMap(mean, directions).apply(points, run);
  }

  private static boolean isRandomised(Solver solver, int n, int d, int kept) {
    double lesser = Math.min(n, d);
    double exact = lesser * lesser * (Math.max(n, d) / 2.0 + EIGEN_STEPS * lesser);
    double randomised = (double) n * d * (kept + OVERSAMPLING) * (2 * ITERATIONS + 1);
    return solver == Solver.RANDOMISED || (solver == Solver.AUTO && randomised < exact);
  }

  private static double[] mean(FloatMatrix points) {
    double[] mean = new double[points.columns()];
    float[] row = new float[mean.length];
    for (int i = 0; i < points.rows(); i++) {
      points.copyRows(i, 1, row, 0);
      for (int j = 0; j < mean.length; j++) {
        mean[j] += row[j];
      }
    }
    for (int j = 0; j < mean.length; j++) {
      mean[j] /= points.rows();
    }
    return mean;
  }

  private static double[][] covariance(FloatMatrix points, double[] mean, RunContext run) {
    int n = points.rows();
    int d = points.columns();
    double[][][] sums =
        strips(n, (long) d * d, run, (from, to) -> products(points, mean, from, to, run));
    run.step(new Progress("pca", 1, ""));
    double[][] covariance = sums[0];
    for (int a = 0; a < d; a++) {
      for (int b = a; b < d; b++) {
        double sum = 0;
        for (double[][] strip : sums) {
          sum += strip[a][b];
        }
        covariance[a][b] = sum / Math.max(1, n - 1);
        covariance[b][a] = covariance[a][b];
      }
    }
    return covariance;
  }

  /** A sum over some rows of the points. */
  private interface Sum {
    double[][] over(int from, int to);
  }

  /** Sums over strips of rows: as many as memory allows, whatever the number of threads. */
  private static double[][][] strips(int n, long numbers, RunContext run, Sum sum) {
    long affordable = STRIPS_MEMORY / Math.max(1, 8 * numbers);
    int strips =
        (int) Math.max(1, Math.min(Math.min(MAX_STRIPS, n / MIN_STRIP), Math.max(2, affordable)));
    double[][][] sums = new double[strips][][];
    Parallel.run(
        strips,
        strip ->
            sums[strip] =
                sum.over(
                    (int) ((long) n * strip / strips), (int) ((long) n * (strip + 1) / strips)));
    run.cancellation().throwIfCancelled();
    return sums;
  }

  /** Returns the upper triangle of the sum of x xᵀ over some centred rows, (d x d). */
  private static double[][] products(
      FloatMatrix points, double[] mean, int from, int to, RunContext run) {
    int d = mean.length;
    double[][] sums = new double[d][d];
    double[][] x = new double[ROWS][d];
    for (int start = from; start < to && !run.cancellation().isCancelled(); start += ROWS) {
      centre(points, mean, start, to, x);
      for (int a = 0; a < d; a++) {
        addColumn(sums[a], a, d, a, x, x);
      }
    }
    return sums;
  }

  /** Writes some centred rows, followed by zeros. */
  private static void centre(FloatMatrix points, double[] mean, int start, int to, double[][] x) {
    float[] row = new float[mean.length];
    for (int r = 0; r < ROWS; r++) {
      if (start + r < to) {
        points.copyRows(start + r, 1, row, 0);
        for (int j = 0; j < mean.length; j++) {
          x[r][j] = row[j] - mean[j];
        }
      } else {
        Arrays.fill(x[r], 0);
      }
    }
  }

  /** Adds the ROWS rows of y, each times the value of its row of x in one column, to sums. */
  private static void addColumn(
      double[] sums, int from, int to, int column, double[][] x, double[][] y) {
    double[] factors = new double[ROWS];
    for (int r = 0; r < ROWS; r++) {
      factors[r] = x[r][column];
    }
    addProducts(sums, from, to, factors, 0, y, 0);
  }

  /** Adds ROWS rows of y from {@code row} on, each times its factor from {@code at} on, to sums. */
  private static void addProducts(
      double[] sums, int from, int to, double[] factors, int at, double[][] y, int row) {
    double f0 = factors[at];
    double f1 = factors[at + 1];
    double f2 = factors[at + 2];
    double f3 = factors[at + 3];
    double f4 = factors[at + 4];
    double f5 = factors[at + 5];
    double f6 = factors[at + 6];
    double f7 = factors[at + 7];
    double[] y0 = y[row];
    double[] y1 = y[row + 1];
    double[] y2 = y[row + 2];
    double[] y3 = y[row + 3];
    double[] y4 = y[row + 4];
    double[] y5 = y[row + 5];
    double[] y6 = y[row + 6];
    double[] y7 = y[row + 7];
    for (int b = from; b < to; b++) {
      sums[b] +=
          ((f0 * y0[b] + f1 * y1[b]) + (f2 * y2[b] + f3 * y3[b]))
              + ((f4 * y4[b] + f5 * y5[b]) + (f6 * y6[b] + f7 * y7[b]));
    }
  }

  /** Computes directions and variances by subspace iteration from random directions. */
  private static void randomised(
      FloatMatrix points,
      double[] mean,
      double[][] directions,
      double[] variances,
      RunContext run) {
    int n = points.rows();
    int d = points.columns();
    int sought = Math.min(directions.length + OVERSAMPLING, Math.min(n, d));
    RandomGenerator random = run.random("pca");
    double[][] basis = new double[sought][d]; // Ω, orthonormal later
    for (double[] direction : basis) {
      Arrays.setAll(direction, j -> random.nextGaussian());
    }
    for (int step = 0; step < ITERATIONS; step++) {
      orthonormalize(basis);
      run.step(new Progress("pca", step / (ITERATIONS + 1.0), ""));
      double[][] w = transpose(basis, d);
      double[][][] sums =
          strips(n, (long) d * sought, run, (from, to) -> applied(points, mean, w, from, to, run));
      basis = transpose(total(sums), sought);
    }
    orthonormalize(basis);
    double[][] w = transpose(basis, d);
    double[][][] sums =
        strips(
            n, (long) sought * sought, run, (from, to) -> within(points, mean, w, from, to, run));
    SymmetricEigen eigen = SymmetricEigen.of(total(sums), run.cancellation());
    for (int c = 0; c < directions.length; c++) {
      directions[c] = new double[d];
      for (int b = 0; b < sought; b++) {
        for (int j = 0; j < d; j++) {
          directions[c][j] += eigen.vectors()[c][b] * basis[b][j];
        }
      }
      variances[c] = Math.max(0, eigen.values()[c]) / Math.max(1, n - 1);
    }
    run.step(new Progress("pca", 1, ""));
  }

  /** Returns Aᵀ A W over some rows, (d x sought). */
  private static double[][] applied(
      FloatMatrix points, double[] mean, double[][] w, int from, int to, RunContext run) {
    int sought = w.length == 0 ? 0 : w[0].length;
    double[][] sums = new double[w.length][sought];
    double[][] x = new double[ROWS][w.length];
    double[][] y = new double[ROWS][sought];
    for (int start = from; start < to && !run.cancellation().isCancelled(); start += ROWS) {
      centre(points, mean, start, to, x);
      project(x, w, y);
      for (int j = 0; j < w.length; j++) {
        addColumn(sums[j], 0, sought, j, x, y);
      }
    }
    return sums;
  }

  /** Returns Wᵀ Aᵀ A W over some rows, (sought x sought). */
  private static double[][] within(
      FloatMatrix points, double[] mean, double[][] w, int from, int to, RunContext run) {
    int sought = w.length == 0 ? 0 : w[0].length;
    double[][] sums = new double[sought][sought];
    double[][] x = new double[ROWS][w.length];
    double[][] y = new double[ROWS][sought];
    for (int start = from; start < to && !run.cancellation().isCancelled(); start += ROWS) {
      centre(points, mean, start, to, x);
      project(x, w, y);
      for (int c = 0; c < sought; c++) {
        addColumn(sums[c], 0, sought, c, y, y);
      }
    }
    return sums;
  }

  /** Writes x W into y, (ROWS x sought). */
  private static void project(double[][] x, double[][] w, double[][] y) {
    int d = w.length;
    for (int r = 0; r < ROWS; r++) {
      double[] f = x[r];
      double[] sums = y[r];
      Arrays.fill(sums, 0);
      int j = 0;
      for (; j + ROWS <= d; j += ROWS) {
        addProducts(sums, 0, sums.length, f, j, w, j);
      }
      for (; j < d; j++) {
        for (int c = 0; c < sums.length; c++) {
          sums[c] += f[j] * w[j][c];
        }
      }
    }
  }

  private static double[][] total(double[][][] sums) {
    double[][] total = sums[0];
    for (int strip = 1; strip < sums.length; strip++) {
      for (int a = 0; a < total.length; a++) {
        for (int b = 0; b < total[a].length; b++) {
          total[a][b] += sums[strip][a][b];
        }
      }
    }
    return total;
  }

  private static double[][] transpose(double[][] matrix, int columns) {
    double[][] transposed = new double[columns][matrix.length];
    for (int a = 0; a < matrix.length; a++) {
      for (int b = 0; b < columns; b++) {
        transposed[b][a] = matrix[a][b];
      }
    }
    return transposed;
  }

  /** Makes rows orthonormal; dependent rows are replaced by any that complete the basis. */
  private static void orthonormalize(double[][] basis) {
    int axis = 0;
    for (int c = 0; c < basis.length; c++) {
      while (!orthonormalize(basis[c], basis, c)) {
        Arrays.fill(basis[c], 0);
        basis[c][axis++] = 1;
      }
    }
  }

  /** Computes directions and variances from the (n x n) Gram matrix of the points. */
  private static void fromProducts(
      FloatMatrix points,
      double[] mean,
      double[][] directions,
      double[] variances,
      RunContext run) {
    int n = points.rows();
    int d = points.columns();
    double[][] centred = new double[n][d];
    float[] row = new float[d];
    for (int i = 0; i < n; i++) {
      points.copyRows(i, 1, row, 0);
      for (int j = 0; j < d; j++) {
        centred[i][j] = row[j] - mean[j];
      }
    }
    double[][] products = new double[n][n];
    Parallel.run(
        n,
        "pca",
        run,
        i -> {
          for (int j = 0; j <= i; j++) {
            products[i][j] = dot(centred[i], centred[j]);
          }
        });
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        products[i][j] = products[j][i];
      }
    }
    SymmetricEigen eigen = SymmetricEigen.of(products, run.cancellation());
    double least = n == 0 ? 0 : Math.max(0, eigen.values()[0]) * n * EPSILON;
    int axis = 0;
    for (int c = 0; c < directions.length; c++) {
      double[] direction = new double[d];
      if (eigen.values()[c] > least) {
        for (int i = 0; i < n; i++) {
          double weight = eigen.vectors()[c][i];
          for (int j = 0; j < d; j++) {
            direction[j] += weight * centred[i][j];
          }
        }
        variances[c] = eigen.values()[c] / Math.max(1, n - 1);
      }
      // Directions without variance are any that complete the basis.
      while (!orthonormalize(direction, directions, c)) {
        Arrays.fill(direction, 0);
        direction[axis++] = 1;
      }
      directions[c] = direction;
    }
  }

  /** Returns whether the direction is independent of the first {@code count}. */
  private static boolean orthonormalize(double[] direction, double[][] directions, int count) {
    double before = Math.sqrt(dot(direction, direction));
    double after = before;
    for (int pass = 0; pass < 2; pass++) {
      for (int c = 0; c < count; c++) {
        double overlap = dot(direction, directions[c]);
        for (int j = 0; j < direction.length; j++) {
          direction[j] -= overlap * directions[c][j];
        }
      }
      after = Math.sqrt(dot(direction, direction));
    }
    if (!(after > before * 1e-6)) {
      return false;
    }
    for (int j = 0; j < direction.length; j++) {
      direction[j] /= after;
    }
    return true;
  }

  private static double dot(double[] a, double[] b) {
    double even = 0;
    double odd = 0;
    int j = 0;
    for (; j + 1 < a.length; j += 2) {
      even += a[j] * b[j];
      odd += a[j + 1] * b[j + 1];
    }
    return j < a.length ? even + odd + a[j] * b[j] : even + odd;
  }

  private static void turnPositive(double[] direction) {
    double largest = 0;
    for (double loading : direction) {
      // By more than rounding, so that the choice between loadings of equal size is not arbitrary.
      if (Math.abs(loading) > Math.abs(largest) * (1 + 1e-9)) {
        largest = loading;
      }
    }
    if (largest < 0) {
      for (int j = 0; j < direction.length; j++) {
        direction[j] = -direction[j];
      }
    }
  }
}
