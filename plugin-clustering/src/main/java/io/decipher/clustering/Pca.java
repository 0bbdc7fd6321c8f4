package io.decipher.clustering;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Loader;
import io.decipher.api.Progress;
import io.decipher.api.Projector;
import io.decipher.api.RunContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/**
 * Principal component analysis: keeps the directions of largest variance.
 *
 * <p>Exact, by the eigenvectors of the covariance, or of the products of the points where there are
 * fewer points than columns. Or randomised: with A the centred points and Ω normal random numbers,
 * of {@code OVERSAMPLING} columns more than are kept, the directions are those of A within the
 * range of (Aᵀ A)^q Ω, made orthonormal after each of the q = {@code ITERATIONS} steps (algorithm
 * 4.4 of Halko, Martinsson and Tropp 2011 for Aᵀ). Each direction's largest loading is positive.
 *
 * @param dimensions directions kept; at least 1, clipped to the number of points and of columns
 * @param whiten whether each is scaled to unit variance
 * @param solver how the directions are found
 * @see <a href="https://doi.org/10.1080/14786440109462720">Pearson 1901</a>
 * @see <a href="https://doi.org/10.1137/090771806">Halko, Martinsson, Tropp 2011</a>
 */
public record Pca(int dimensions, boolean whiten, Solver solver)
    implements Projector, Loader<PcaProjection> {
  /** How directions are found. */
  public enum Solver {
    /** Whichever of the others is less work. */
    AUTO,
    /** By all eigenvectors. */
    EXACT,
    /** By subspace iteration from random directions; the seed decides. */
    RANDOMISED
  }

  private static final int OVERSAMPLING = 10;
  private static final int ITERATIONS = 4;

  /** Steps of the eigen-solver for each number of its matrix, a row. */
  private static final double EIGEN_STEPS = 9;

  private static final int ROWS = 8;
  private static final int MAX_STRIPS = 16;
  private static final int MIN_STRIP = 256;
  private static final long STRIPS_MEMORY = 64L << 20;
  private static final double EPSILON = 0x1p-52;

  /** Checks the settings. */
  public Pca {
    if (dimensions < 1) {
      throw new IllegalArgumentException("dimensions must be at least 1, but was " + dimensions);
    }
  }

  @Override
  public PcaProjection load(Path directory) throws IOException {
    return PcaProjection.restore(directory, this);
  }

  /** Makes one that finds the directions in the way that is less work. */
  public Pca(int dimensions, boolean whiten) {
    this(dimensions, whiten, Solver.AUTO);
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.decipher.api.DecipherException if a value is not finite
   * @implNote exact O(n d m + m³) time and O(m²) memory, m the lesser of n and d; randomised O(n d
   *     dimensions) time and O(d dimensions) memory; sums in double, in an order that does not
   *     depend on the number of threads
   */
  @Override
  public PcaProjection fit(FloatMatrix points, RunContext run) {
    Points.requireFinite(points, "pca");
    int n = points.rows();
    int d = points.columns();
    int kept = Math.min(dimensions, Math.min(n, d));
    run.step(
        new Progress(
            "pca",
            0,
            kept == dimensions
                ? ""
                : n + " points of " + d + " columns: keeping " + kept + ", not " + dimensions));
    double[] mean = mean(points);
    double[][] directions = new double[kept][];
    double[] variances = new double[kept];
    if (isRandomised(n, d, kept)) {
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
    return PcaProjection.of(points, mean, directions, variances, whiten, run);
  }

  private boolean isRandomised(int n, int d, int kept) {
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

  /** Sums over strips of the rows: as many as memory allows, whatever the threads. */
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

  /** Returns the upper triangle of the sum of x xᵀ over some rows, centred, (d x d). */
  private static double[][] products(
      FloatMatrix points, double[] mean, int from, int to, RunContext run) {
    int d = mean.length;
    double[][] sums = new double[d][d];
    double[][] x = new double[ROWS][d];
    for (int start = from; start < to && !run.cancellation().isCancelled(); start += ROWS) {
      centre(points, mean, start, to, x);
      for (int a = 0; a < d; a++) {
        addProducts(sums[a], a, d, a, x, x);
      }
    }
    return sums;
  }

  /** Fills in some rows less the mean, with zeros after the last. */
  private static void centre(FloatMatrix points, double[] mean, int start, int to, double[][] x) {
    float[] row = new float[mean.length];
    for (int r = 0; r < ROWS; r++) {
      if (start + r < to) {
        points.copyRows(start + r, 1, row, 0);
        for (int j = 0; j < mean.length; j++) {
          x[r][j] = row[j] - mean[j];
        }
      } else {
        java.util.Arrays.fill(x[r], 0);
      }
    }
  }

  /** Adds the ROWS rows of y, each times the value of its row of x in one column, to sums. */
  private static void addProducts(
      double[] sums, int from, int to, int column, double[][] x, double[][] y) {
    addProducts(
        sums,
        from,
        to,
        x[0][column],
        x[1][column],
        x[2][column],
        x[3][column],
        y[0],
        y[1],
        y[2],
        y[3],
        x[4][column],
        x[5][column],
        x[6][column],
        x[7][column],
        y[4],
        y[5],
        y[6],
        y[7]);
  }

  private static void addProducts(
      double[] sums,
      int from,
      int to,
      double f0,
      double f1,
      double f2,
      double f3,
      double[] y0,
      double[] y1,
      double[] y2,
      double[] y3,
      double f4,
      double f5,
      double f6,
      double f7,
      double[] y4,
      double[] y5,
      double[] y6,
      double[] y7) {
    for (int b = from; b < to; b++) {
      sums[b] +=
          ((f0 * y0[b] + f1 * y1[b]) + (f2 * y2[b] + f3 * y3[b]))
              + ((f4 * y4[b] + f5 * y5[b]) + (f6 * y6[b] + f7 * y7[b]));
    }
  }

  /** Fills in directions and variances by subspace iteration from random directions. */
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
    double[][] basis = new double[sought][d]; // Ω, later orthonormal
    for (double[] direction : basis) {
      java.util.Arrays.setAll(direction, j -> random.nextGaussian());
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
        addProducts(sums[j], 0, sought, j, x, y);
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
        addProducts(sums[c], 0, sought, c, y, y);
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
      java.util.Arrays.fill(sums, 0);
      int j = 0;
      for (; j + ROWS <= d; j += ROWS) {
        addProducts(
            sums,
            0,
            sums.length,
            f[j],
            f[j + 1],
            f[j + 2],
            f[j + 3],
            w[j],
            w[j + 1],
            w[j + 2],
            w[j + 3],
            f[j + 4],
            f[j + 5],
            f[j + 6],
            f[j + 7],
            w[j + 4],
            w[j + 5],
            w[j + 6],
            w[j + 7]);
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

  /** Makes rows orthonormal; those of which nothing is left become any that complete the basis. */
  private static void orthonormalize(double[][] basis) {
    int axis = 0;
    for (int c = 0; c < basis.length; c++) {
      while (!orthonormalize(basis[c], basis, c)) {
        java.util.Arrays.fill(basis[c], 0);
        basis[c][axis++] = 1;
      }
    }
  }

  /** Fills in directions and variances from the (n x n) products of the points. */
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
        java.util.Arrays.fill(direction, 0);
        direction[axis++] = 1;
      }
      directions[c] = direction;
    }
  }

  /** Returns whether anything was left of the direction beside the first {@code count}. */
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
      // By more than rounding, so that loadings of equal size do not choose by chance.
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
