// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.numerics.SquaredDistances;
import java.util.Arrays;

/**
 * Finds out which samples are near-copies of training images.
 *
 * <p>Distances are Euclidean, between images at half size: each 2 x 2 pixels are replaced by their
 * mean, (28 x 28) becomes (14 x 14), so that a speck or a little blur hides no copy. "Near" is
 * measured in two ways, each with a limit below which {@link #QUANTILE} of the held-out images
 * fall; these show what counts as near without any copying:
 *
 * <ul>
 *   <li>{@code close}: the distance to the nearest training image. Blurred and simple samples are
 *       close to everything, so they are counted too.
 *   <li>{@code copies}: that distance divided by the mean distance to the {@link #NEIGHBOURS}
 *       nearest training images. Only samples much nearer to one image than to its neighbours have
 *       a low ratio, as copies do (Carlini et al. 2023, equation 2).
 * </ul>
 *
 * @see <a href="https://arxiv.org/abs/2301.13188">Carlini et al. 2023, section 4.2</a>
 */
final class Copies {
  /** The share of held-out images that fall below each limit. */
  static final double QUANTILE = 0.01;

  /** The size of the neighbourhood that a copy's distance is compared with, in training images. */
  static final int NEIGHBOURS = 50;

  private final SquaredDistances training;
  private final int side;
  private final double closeLimit;
  private final double copyLimit;

  /** The shares of samples that are near-copies, by each measure. */
  record Shares(double copies, double close) {}

  private static final class Nearness {
    final double[] distance;
    final double[] ratio;

    Nearness(int count) {
      distance = new double[count];
      ratio = new double[count];
    }
  }

  /**
   * Determines the limits.
   *
   * @param train (n x side²), n of {@link #NEIGHBOURS} or more
   * @param heldOut images that are not among them, (m x side²)
   * @param side the side of an image in pixels, even
   */
  Copies(FloatMatrix train, FloatMatrix heldOut, int side, RunContext run) {
    this.side = side;
    this.training = SquaredDistances.to(halved(train, side));
    Nearness usual = nearness(heldOut, run);
    this.closeLimit = limit(usual.distance);
    this.copyLimit = limit(usual.ratio);
  }

  private static double limit(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (QUANTILE * sorted.length)];
  }

  /**
   * Returns the shares of samples below the limits.
   *
   * @param samples (count x side²)
   * @implNote O(count n side² / 4) time
   */
  Shares among(FloatMatrix samples, RunContext run) {
    Nearness nearness = nearness(samples, run);
    return new Shares(below(nearness.ratio, copyLimit), below(nearness.distance, closeLimit));
  }

  private static double below(double[] values, double limit) {
    return (double) Arrays.stream(values).filter(value -> value < limit).count() / values.length;
  }

  private Nearness nearness(FloatMatrix images, RunContext run) {
    float[][] nearest = training.nearest(halved(images, side), NEIGHBOURS, "near-copies", run);
    Nearness nearness = new Nearness(nearest.length);
    for (int i = 0; i < nearest.length; i++) {
      double mean = 0;
      for (float squared : nearest[i]) {
        mean += Math.sqrt(squared) / NEIGHBOURS;
      }
      nearness.distance[i] = Math.sqrt(nearest[i][0]);
      nearness.ratio[i] = mean == 0 ? 0 : nearness.distance[i] / mean;
    }
    return nearness;
  }

  private static FloatMatrix halved(FloatMatrix images, int side) {
    int half = side / 2;
    float[] halves = new float[images.rows() * half * half];
    float[] image = new float[side * side];
    for (int i = 0; i < images.rows(); i++) {
      images.copyRows(i, 1, image, 0);
      for (int y = 0; y < half; y++) {
        for (int x = 0; x < half; x++) {
          int at = 2 * y * side + 2 * x;
          halves[(i * half + y) * half + x] =
              (image[at] + image[at + 1] + image[at + side] + image[at + side + 1]) / 4;
        }
      }
    }
    return FloatMatrix.wrap(images.rows(), half * half, halves);
  }
}
