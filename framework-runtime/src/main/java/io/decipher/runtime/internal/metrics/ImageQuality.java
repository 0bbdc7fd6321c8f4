// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.metrics;

import io.decipher.api.SampleType;

/**
 * Measures of the similarity of an image to a reference image. Values are in [0, 1], so the peak of
 * the signal is 1.
 *
 * @see <a href="https://doi.org/10.1109/TIP.2003.819861">Wang, Bovik, Sheikh and Simoncelli
 *     2004</a>
 */
public final class ImageQuality {
  private static final double C1 = 0.01 * 0.01; // (K1 L)², L = 1
  private static final double C2 = 0.03 * 0.03;
  private static final double SIGMA = 1.5;
  private static final int WINDOW = 11;
  private static final double MOST = 100; // decibels of equal images

  private ImageQuality() {}

  /**
   * Returns the peak signal-to-noise ratio.
   *
   * @param truth the reference image
   * @param other the image, of the same length
   * @return in decibels, 10 log10 (1 / mean squared error); at most 100
   */
  public static double psnr(float[] truth, float[] other) {
    double sum = 0;
    for (int i = 0; i < truth.length; i++) {
      double off = (double) truth[i] - other[i];
      sum += off * off;
    }
    double error = sum / truth.length;
    return error <= 0 ? MOST : Math.min(MOST, -10 * Math.log10(error));
  }

  /**
   * Returns the structural similarity: the mean over all positions of an 11 x 11 window with
   * Gaussian weights (σ = 1.5) inside the image, or of the largest window that fits, and over the
   * channels.
   *
   * @return in [-1, 1], 1 for equal images
   */
  public static double ssim(float[] truth, float[] other, SampleType.Image type) {
    int plane = type.height() * type.width();
    double sum = 0;
    for (int channel = 0; channel < type.channels(); channel++) {
      sum += ssim(truth, other, channel * plane, type.height(), type.width());
    }
    return sum / type.channels();
  }

  private static double ssim(float[] a, float[] b, int at, int height, int width) {
    double[] down = weights(Math.min(WINDOW, height));
    double[] along = weights(Math.min(WINDOW, width));
    double sum = 0;
    int count = 0;
    for (int y = 0; y + down.length <= height; y++) {
      for (int x = 0; x + along.length <= width; x++) {
        sum += window(a, b, at + y * width + x, width, down, along);
        count++;
      }
    }
    return sum / count;
  }

  private static double window(
      float[] a, float[] b, int at, int width, double[] down, double[] along) {
    double meanA = 0;
    double meanB = 0;
    double squareA = 0;
    double squareB = 0;
    double product = 0;
    for (int y = 0; y < down.length; y++) {
      for (int x = 0; x < along.length; x++) {
        double weight = down[y] * along[x];
        double p = a[at + y * width + x];
        double q = b[at + y * width + x];
        meanA += weight * p;
        meanB += weight * q;
        squareA += weight * p * p;
        squareB += weight * q * q;
        product += weight * p * q;
      }
    }
    double varianceA = squareA - meanA * meanA;
    double varianceB = squareB - meanB * meanB;
    double covariance = product - meanA * meanB;
    return (2 * meanA * meanB + C1)
        * (2 * covariance + C2)
        / ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
  }

  /** Returns Gaussian weights that sum to 1. */
  private static double[] weights(int count) {
    double[] weights = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double off = i - (count - 1) / 2.0;
      weights[i] = Math.exp(-off * off / (2 * SIGMA * SIGMA));
      sum += weights[i];
    }
    for (int i = 0; i < count; i++) {
      weights[i] /= sum;
    }
    return weights;
  }
}
