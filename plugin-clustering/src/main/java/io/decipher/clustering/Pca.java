package io.decipher.clustering;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.Projector;
import io.decipher.api.Restorer;
import io.decipher.api.RunContext;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Principal component analysis: keeps the directions of largest variance.
 *
 * <p>Exact, by the eigenvectors of the covariance, or of the products of the points where there are
 * fewer points than columns. Each direction's largest loading is positive.
 *
 * @param dimensions directions kept; at least 1, clipped to the number of points and of columns
 * @param whiten whether each is scaled to unit variance
 * @see <a href="https://doi.org/10.1080/14786440109462720">Pearson 1901</a>
 */
public record Pca(int dimensions, boolean whiten) implements Projector, Restorer<PcaProjection> {
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
  public PcaProjection restore(Path directory) throws IOException {
    return PcaProjection.restore(directory, this);
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.decipher.api.DecipherException if a value is not finite
   * @implNote O(n d m + m³) time and O(m²) memory, m the lesser of n and d; sums in double, in an
   *     order that does not depend on the number of threads
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
    if (d <= n) {
      SymmetricEigen eigen = SymmetricEigen.of(covariance(points, mean, run));
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
    // As many strips as memory allows, whatever the threads, so that sums have one order.
    long affordable = STRIPS_MEMORY / Math.max(1, 8L * d * d);
    int strips =
        (int) Math.max(1, Math.min(Math.min(MAX_STRIPS, n / MIN_STRIP), Math.max(2, affordable)));
    double[][][] sums = new double[strips][][];
    Parallel.run(
        strips,
        "pca",
        run,
        strip -> {
          int from = (int) ((long) n * strip / strips);
          int to = (int) ((long) n * (strip + 1) / strips);
          sums[strip] = products(points, mean, from, to, run);
        });
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

  /** Returns the upper triangle of the sum of x xᵀ over some rows, centred, (d x d). */
  private static double[][] products(
      FloatMatrix points, double[] mean, int from, int to, RunContext run) {
    int d = mean.length;
    double[][] sums = new double[d][d];
    float[] row = new float[d];
    double[][] x = new double[ROWS][d];
    for (int start = from; start < to && !run.cancellation().isCancelled(); start += ROWS) {
      for (int r = 0; r < ROWS; r++) {
        if (start + r < to) {
          points.copyRows(start + r, 1, row, 0);
          for (int j = 0; j < d; j++) {
            x[r][j] = row[j] - mean[j];
          }
        } else {
          java.util.Arrays.fill(x[r], 0);
        }
      }
      for (int a = 0; a < d; a++) {
        addProducts(sums[a], a, d, x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]);
      }
    }
    return sums;
  }

  private static void addProducts(
      double[] sums,
      int a,
      int d,
      double[] x0,
      double[] x1,
      double[] x2,
      double[] x3,
      double[] x4,
      double[] x5,
      double[] x6,
      double[] x7) {
    double f0 = x0[a];
    double f1 = x1[a];
    double f2 = x2[a];
    double f3 = x3[a];
    double f4 = x4[a];
    double f5 = x5[a];
    double f6 = x6[a];
    double f7 = x7[a];
    for (int b = a; b < d; b++) {
      sums[b] +=
          ((f0 * x0[b] + f1 * x1[b]) + (f2 * x2[b] + f3 * x3[b]))
              + ((f4 * x4[b] + f5 * x5[b]) + (f6 * x6[b] + f7 * x7[b]));
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
    SymmetricEigen eigen = SymmetricEigen.of(products);
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
