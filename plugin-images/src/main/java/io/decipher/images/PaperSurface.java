// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import java.util.Arrays;

/**
 * The tone of the paper across a picture: a quadratic surface, since illumination is uneven.
 *
 * <p>It is fitted to the border by least absolute deviations, then refitted a few times by least
 * squares to all pixels near it, i.e. within 2.5 times the scaled median absolute deviation of the
 * border. Weak ridge regularisation keeps it level where few pixels are paper.
 */
final class PaperSurface {
  private static final int TERMS = 6;
  private static final int BORDER_ROUNDS = 8;
  private static final int ROUNDS = 4;
  private static final double NEAR = 2.5;
  private static final double LEAST_REACH = 0.02;
  private static final double RIDGE = 0.02; // times the number of pixels, on slopes and curvatures

  private final int width;
  private final int height;
  private final double[] terms;

  private PaperSurface(int width, int height, double[] terms) {
    this.width = width;
    this.height = height;
    this.terms = terms;
  }

  /**
   * Fits a surface.
   *
   * @param luma (height x width)
   * @param ring the pixels of the border
   */
  static PaperSurface fit(float[] luma, int width, int height, int[] ring) {
    double[] start = new double[TERMS];
    start[0] = median(luma, ring);
    var surface = new PaperSurface(width, height, start);
    for (int round = 0; round < BORDER_ROUNDS; round++) {
      PaperSurface last = surface;
      surface = surface.refit(luma, ring, i -> 1 / Math.max(0.005, Math.abs(luma[i] - last.at(i))));
    }
    int[] all = new int[luma.length];
    Arrays.setAll(all, i -> i);
    for (int round = 0; round < ROUNDS; round++) {
      PaperSurface last = surface;
      double reach = Math.max(LEAST_REACH, NEAR * surface.scale(luma, ring));
      surface = surface.refit(luma, all, i -> Math.abs(luma[i] - last.at(i)) <= reach ? 1 : 0);
    }
    return surface;
  }

  /** Returns luma minus that of the paper, (height x width). */
  float[] difference(float[] luma) {
    float[] result = new float[luma.length];
    for (int i = 0; i < luma.length; i++) {
      result[i] = (float) (luma[i] - at(i));
    }
    return result;
  }

  private interface Weight {
    double of(int pixel);
  }

  private double at(int pixel) {
    double u = 2.0 * (pixel % width + 0.5) / width - 1;
    double v = 2.0 * (Math.floorDiv(pixel, width) + 0.5) / height - 1;
    return terms[0] + u * (terms[1] + terms[3] * u + terms[4] * v) + v * (terms[2] + terms[5] * v);
  }

  private double scale(float[] luma, int[] pixels) {
    float[] rests = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rests[i] = (float) Math.abs(luma[pixels[i]] - at(pixels[i]));
    }
    Arrays.sort(rests);
    return 1.4826 * rests[rests.length / 2];
  }

  private PaperSurface refit(float[] luma, int[] pixels, Weight weight) {
    double[][] normal = new double[TERMS][TERMS + 1];
    double[] row = new double[TERMS];
    double sum = 0;
    for (int pixel : pixels) {
      double w = weight.of(pixel);
      if (w == 0) {
        continue;
      }
      double u = 2.0 * (pixel % width + 0.5) / width - 1;
      double v = 2.0 * (Math.floorDiv(pixel, width) + 0.5) / height - 1;
      row[0] = 1;
      row[1] = u;
      row[2] = v;
      row[3] = u * u;
      row[4] = u * v;
      row[5] = v * v;
      for (int i = 0; i < TERMS; i++) {
        for (int j = 0; j < TERMS; j++) {
          normal[i][j] += w * row[i] * row[j];
        }
        normal[i][TERMS] += w * row[i] * luma[pixel];
      }
      sum += w;
    }
    if (sum <= 0) {
      return this;
    }
    for (int i = 1; i < TERMS; i++) {
      normal[i][i] += RIDGE * sum;
    }
    return new PaperSurface(width, height, solve(normal));
  }

  private static double median(float[] values, int[] at) {
    float[] sorted = new float[at.length];
    for (int i = 0; i < at.length; i++) {
      sorted[i] = values[at[i]];
    }
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Solves by Gaussian elimination; the matrix is positive definite, so no pivoting is needed. */
  private static double[] solve(double[][] rows) {
    int n = rows.length;
    for (int k = 0; k < n; k++) {
      for (int i = k + 1; i < n; i++) {
        double factor = rows[i][k] / rows[k][k];
        for (int j = k; j <= n; j++) {
          rows[i][j] -= factor * rows[k][j];
        }
      }
    }
    double[] result = new double[n];
    for (int k = n - 1; k >= 0; k--) {
      double sum = rows[k][n];
      for (int j = k + 1; j < n; j++) {
        sum -= rows[k][j] * result[j];
      }
      result[k] = sum / rows[k][k];
    }
    return result;
  }
}
