// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import io.decipher.numerics.spi.DistanceKernel;
import java.util.Arrays;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Squared Euclidean distances between points stored by row and a block of points stored by column.
 *
 * <p>Differences are squared and summed in float, two columns at a time in column order, so a pair
 * gives the same bits whichever of the two is the row and whatever the block. The number of columns
 * is even, padded with zeros if necessary.
 */
final class BlockDistances {
  /** If most rows have larger values, squared differences might exceed the range of a float. */
  static final float LARGE = 0x1p50f;

  private static final float SMALL = 0x1p-40f;

  /** Scaled values are clamped to this, which makes their squared distances infinite. */
  private static final float END = 0x1p126f;

  /** A faster kernel with the same results, if this JVM can run one. */
  private static final Optional<DistanceKernel> KERNEL =
      ServiceLoader.load(DistanceKernel.class, BlockDistances.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .filter(DistanceKernel::isAvailable)
          .findFirst();

  private BlockDistances() {}

  /**
   * Returns the factor for coordinates that keeps the squared distances of most rows in range: a
   * power of two, which does not affect mantissas; usually 1.
   *
   * <p>It depends on the median magnitude of the rows, so a few rows, however large, do not reduce
   * the distances between all others to 0. The distances of these few are recomputed in double
   * precision by {@link Ranking}.
   */
  static float scale(FloatMatrix... matrices) {
    int rows = Arrays.stream(matrices).mapToInt(FloatMatrix::rows).sum();
    float[] magnitudes = new float[rows];
    int count = 0;
    for (FloatMatrix points : matrices) {
      for (float magnitude : magnitudes(points)) {
        if (magnitude > 0) {
          magnitudes[count++] = magnitude;
        }
      }
    }
    if (count == 0) {
      return 1;
    }
    Arrays.sort(magnitudes, 0, count);
    float median = magnitudes[count / 2];
    return median > LARGE || median < SMALL
        ? Math.scalb(1f, Math.max(-126, Math.min(127, -Math.getExponent(median))))
        : 1;
  }

  /** Returns the maximum absolute value of each row, (n). */
  static float[] magnitudes(FloatMatrix points) {
    float[] magnitudes = new float[points.rows()];
    float[] row = new float[points.columns()];
    for (int i = 0; i < magnitudes.length; i++) {
      points.copyRows(i, 1, row, 0);
      for (float value : row) {
        magnitudes[i] = Math.max(magnitudes[i], Math.abs(value));
      }
    }
    return magnitudes;
  }

  /** Returns a scaled coordinate, clamped so that no difference is NaN. */
  static float scaled(float value, float scale) {
    return Math.max(-END, Math.min(END, value * scale));
  }

  /** Returns the number of stored columns for rows of {@code d} columns. */
  static int stride(int d) {
    return d + (d & 1);
  }

  /**
   * Writes distances.
   *
   * @param rows (any x stride), row-major
   * @param first the first row
   * @param count the number of rows
   * @param columns (stride x width or longer)
   * @param width the number of points in the block
   * @param squared receives the distances, (count x width)
   */
  static void write(
      float[] rows,
      int first,
      int count,
      int stride,
      float[][] columns,
      int width,
      float[][] squared) {
    if (KERNEL.isPresent()) {
      KERNEL.get().write(rows, first, count, stride, columns, width, squared);
    } else {
      writePlain(rows, first, count, stride, columns, width, squared);
    }
  }

  /** Writes distances in plain Java; takes the arguments of {@link #write}. */
  static void writePlain(
      float[] rows,
      int first,
      int count,
      int stride,
      float[][] columns,
      int width,
      float[][] squared) {
    for (int i = 0; i < count; i++) {
      Arrays.fill(squared[i], 0, width, 0);
    }
    // Rows within columns: two columns stay in the L1 cache for all rows.
    for (int c = 0; c < stride; c += 2) {
      for (int i = 0; i < count; i++) {
        int at = (first + i) * stride + c;
        add(columns[c], columns[c + 1], rows[at], rows[at + 1], width, squared[i]);
      }
    }
  }

  // One store per loop and two columns at a time is the fastest form found that the compiler
  // vectorises.
  private static void add(
      float[] column0, float[] column1, float x0, float x1, int width, float[] squared) {
    for (int j = 0; j < width; j++) {
      float difference0 = column0[j] - x0;
      float difference1 = column1[j] - x1;
      squared[j] += difference0 * difference0 + difference1 * difference1;
    }
  }

  /** Returns the squared distance of two points in double precision. */
  static double exact(float[] a, float[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = 0;
    for (; j + 8 <= a.length; j += 8) {
      s0 += square(a[j], b[j]) + square(a[j + 4], b[j + 4]);
      s1 += square(a[j + 1], b[j + 1]) + square(a[j + 5], b[j + 5]);
      s2 += square(a[j + 2], b[j + 2]) + square(a[j + 6], b[j + 6]);
      s3 += square(a[j + 3], b[j + 3]) + square(a[j + 7], b[j + 7]);
    }
    for (; j < a.length; j++) {
      s0 += square(a[j], b[j]);
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static double square(double a, double b) {
    return (a - b) * (a - b);
  }
}
