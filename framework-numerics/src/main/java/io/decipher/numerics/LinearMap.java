// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;

/**
 * An affine map: points minus a mean, multiplied by directions; a matrix product in double
 * precision, by blocks of samples.
 */
public final class LinearMap {
  private static final int TASK = 128;

  /** The number of samples whose columns are written together. */
  private static final int TURN = 16;

  private final double[] mean; // (d)
  private final int kept;
  private final double[] weights; // (d x kept), the contribution of a centred column to each output

  /**
   * Creates a map.
   *
   * @param mean is subtracted, (d)
   * @param directions (kept x d)
   */
  public LinearMap(double[] mean, double[][] directions) {
    this.mean = mean.clone();
    kept = directions.length;
    weights = new double[Math.multiplyExact(mean.length, kept)];
    for (int c = 0; c < kept; c++) {
      for (int j = 0; j < mean.length; j++) {
        weights[j * kept + c] = directions[c][j];
      }
    }
  }

  /**
   * Maps samples.
   *
   * @param samples (m x d), finite
   * @return (m x kept); values beyond the range of a float are clamped
   * @implNote O(m d kept) time, on all cores; each sample is summed in the same order
   */
  public FloatMatrix apply(FloatMatrix samples, RunContext run) {
    int d = mean.length;
    if (samples.columns() != d) {
      throw new IllegalArgumentException(
          "the map is for " + d + " columns, but these have " + samples.columns());
    }
    int n = samples.rows();
    float[] mapped = new float[Math.multiplyExact(n, kept)];
    Parallel.run(
        (n + TASK - 1) / TASK,
        "projection",
        run,
        task -> {
          int from = task * TASK;
          int count = Math.min(TASK, n - from);
          double[][] columns = centred(samples, from, count);
          double[][] sums = new double[kept][TASK];
          // Samples side by side: loops over them are long enough for vector instructions to pay.
          int j = 0;
          for (; j + 4 <= d; j += 4) {
            for (int c = 0; c < kept; c++) {
              addFour(sums[c], columns, j, c);
            }
          }
          for (; j < d; j++) {
            for (int c = 0; c < kept; c++) {
              addOne(sums[c], columns[j], weights[j * kept + c]);
            }
          }
          for (int c = 0; c < kept; c++) {
            for (int i = 0; i < count; i++) {
              mapped[(from + i) * kept + c] =
                  (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, sums[c][i]));
            }
          }
        });
    return FloatMatrix.wrap(n, kept, mapped);
  }

  /** Returns the centred columns of some samples, (d x TASK). */
  private double[][] centred(FloatMatrix samples, int from, int count) {
    int d = mean.length;
    double[][] columns = new double[d][TASK];
    float[] rows = new float[TURN * d];
    for (int start = 0; start < count; start += TURN) {
      int length = Math.min(TURN, count - start);
      samples.copyRows(from + start, length, rows, 0);
      for (int j = 0; j < d; j++) {
        for (int i = 0; i < length; i++) {
          columns[j][start + i] = rows[i * d + j] - mean[j];
        }
      }
    }
    return columns;
  }

  /** Adds the contribution of four columns starting at {@code j} to output {@code c}. */
  private void addFour(double[] sums, double[][] columns, int j, int c) {
    int at = j * kept + c;
    double w0 = weights[at];
    double w1 = weights[at + kept];
    double w2 = weights[at + 2 * kept];
    double w3 = weights[at + 3 * kept];
    double[] x0 = columns[j];
    double[] x1 = columns[j + 1];
    double[] x2 = columns[j + 2];
    double[] x3 = columns[j + 3];
    for (int i = 0; i < TASK; i++) {
      sums[i] += (x0[i] * w0 + x1[i] * w1) + (x2[i] * w2 + x3[i] * w3);
    }
  }

  private static void addOne(double[] sums, double[] x, double w) {
    for (int i = 0; i < TASK; i++) {
      sums[i] += x[i] * w;
    }
  }
}
