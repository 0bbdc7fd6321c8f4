package io.decipher.clustering;

import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Projection;
import io.decipher.api.RunContext;

/** Points along the directions of largest variance, by {@link Pca}; places new points too. */
public final class PcaProjection implements Projection, Encoder {
  private static final int TASK = 256;
  private static final double EPSILON = 0x1p-52;

  private final FloatMatrix points;
  private final double[] mean; // (d)
  private final double[][] directions; // (kept x d), orthonormal
  private final double[] variances; // (kept)
  private final double[] weights; // (d x kept), what a centred column adds to each output

  private PcaProjection(
      FloatMatrix fitted,
      double[] mean,
      double[][] directions,
      double[] variances,
      boolean whiten,
      RunContext run) {
    this.mean = mean;
    this.directions = directions;
    this.variances = variances;
    int kept = directions.length;
    weights = new double[mean.length * kept];
    for (int c = 0; c < kept; c++) {
      double scale = 1;
      if (whiten) {
        boolean varies = variances[c] > variances[0] * EPSILON * mean.length;
        scale = varies ? 1 / Math.sqrt(variances[c]) : 0;
      }
      for (int j = 0; j < mean.length; j++) {
        weights[j * kept + c] = directions[c][j] * scale;
      }
    }
    points = encode(fitted, run);
  }

  static PcaProjection of(
      FloatMatrix fitted,
      double[] mean,
      double[][] directions,
      double[] variances,
      boolean whiten,
      RunContext run) {
    return new PcaProjection(fitted, mean, directions, variances, whiten, run);
  }

  @Override
  public FloatMatrix points() {
    return points;
  }

  /** Returns the variance along each direction, (kept), descending. */
  public double[] explainedVariance() {
    return variances.clone();
  }

  /** Returns the mean of the points fitted, (d). */
  public double[] mean() {
    return mean.clone();
  }

  /** Returns the directions kept, (kept x d), orthonormal. */
  public FloatMatrix directions() {
    float[] values = new float[directions.length * mean.length];
    for (int at = 0; at < values.length; at++) {
      values[at] = (float) directions[at / mean.length][at % mean.length];
    }
    return FloatMatrix.wrap(directions.length, mean.length, values);
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.decipher.api.DecipherException if a value is not finite
   * @throws IllegalArgumentException if the samples have another number of columns than the points
   *     fitted
   */
  @Override
  public FloatMatrix encode(FloatMatrix samples, RunContext run) {
    int d = mean.length;
    int kept = directions.length;
    if (samples.columns() != d) {
      throw new IllegalArgumentException(
          "pca was fitted to points of " + d + " columns, but these have " + samples.columns());
    }
    Points.requireFinite(samples, "pca");
    int n = samples.rows();
    float[] encoded = new float[Math.multiplyExact(n, kept)];
    Parallel.run(
        (n + TASK - 1) / TASK,
        "projection",
        run,
        task -> {
          float[] row = new float[d];
          double[] sums = new double[kept];
          for (int i = task * TASK; i < Math.min(n, (task + 1) * TASK); i++) {
            samples.copyRows(i, 1, row, 0);
            java.util.Arrays.fill(sums, 0);
            int j = 0;
            for (; j + 4 <= d; j += 4) {
              addFour(
                  sums,
                  j * kept,
                  row[j] - mean[j],
                  row[j + 1] - mean[j + 1],
                  row[j + 2] - mean[j + 2],
                  row[j + 3] - mean[j + 3]);
            }
            for (; j < d; j++) {
              double value = row[j] - mean[j];
              for (int c = 0; c < kept; c++) {
                sums[c] += value * weights[j * kept + c];
              }
            }
            for (int c = 0; c < kept; c++) {
              encoded[i * kept + c] =
                  (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, sums[c]));
            }
          }
        });
    return FloatMatrix.wrap(n, kept, encoded);
  }

  private void addFour(double[] sums, int at, double x0, double x1, double x2, double x3) {
    int kept = sums.length;
    double[] w = weights;
    for (int c = 0; c < kept; c++) {
      sums[c] +=
          (x0 * w[at + c] + x1 * w[at + kept + c])
              + (x2 * w[at + 2 * kept + c] + x3 * w[at + 3 * kept + c]);
    }
  }
}
