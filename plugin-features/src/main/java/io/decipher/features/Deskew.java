// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.api.Preprocessor;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;

/**
 * Centres each image on its centre of mass and shears its main axis upright, which removes the
 * slant of handwriting.
 *
 * <p>With (x, y) relative to the centre, ((w - 1)/2, (h - 1)/2), and pixels as masses: out(x, y) =
 * in(x + cx + a y, y + cy), where (cx, cy) is the centroid and a = {@code strength} · cov(x, y) /
 * var(y). Values between pixels are interpolated bilinearly; values outside the image are 0. The
 * moments of a multi-channel image are those of the sum of its channels. An image whose pixels sum
 * to 1e-6 or less has no meaningful centroid and is left as it is.
 *
 * <p>A NaN pixel makes the whole image NaN. O(n · size) time; sums in double precision.
 *
 * @param strength the fraction of the slant to remove, 0 or more; 0 only centres
 * @see <a href="https://doi.org/10.1109/5.726791">LeCun et al. 1998, where digits are deslanted by
 *     moments, section III.A</a>
 */
public record Deskew(double strength) implements Preprocessor {
  /** The lower limit of masses and variances in divisions, in pixels and square pixels. */
  private static final double LEAST = 1e-6;

  /** Checks the strength. */
  public Deskew {
    if (!(strength >= 0) || Double.isInfinite(strength)) {
      throw new IllegalArgumentException(
          "strength must be a number of at least 0, but was " + strength);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.decipher.api.DecipherException if the samples are not images
   */
  @Override
  public SampleType check(SampleType type) {
    return Types.image(type, "preprocessor 'deskew' needs", "leave it out of the configuration");
  }

  @Override
  public Samples apply(Samples samples, RunContext run) {
    run.cancellation().throwIfCancelled();
    SampleType.Image image =
        Types.image(
            samples.type(), "preprocessor 'deskew' needs", "leave it out of the configuration");
    return Samples.view(
        samples, image, (row, length, target, offset) -> deskew(row, image, target, offset));
  }

  private void deskew(float[] in, SampleType.Image shape, float[] out, int offset) {
    int width = shape.width();
    int plane = shape.height() * width;
    double middleX = (width - 1) / 2.0;
    double middleY = (shape.height() - 1) / 2.0;
    double mass = 0;
    double sumX = 0;
    double sumY = 0;
    for (int i = 0; i < in.length; i++) {
      int x = i % plane % width;
      int y = i % plane / width;
      mass += in[i];
      sumX += in[i] * (x - middleX);
      sumY += in[i] * (y - middleY);
    }
    if (mass <= LEAST) {
      System.arraycopy(in, 0, out, offset, in.length);
      return;
    }
    double cx = sumX / mass;
    double cy = sumY / mass;
    double varianceY = 0;
    double covariance = 0;
    for (int i = 0; i < in.length; i++) {
      int x = i % plane % width;
      int y = i % plane / width;
      double dx = x - middleX - cx;
      double dy = y - middleY - cy;
      varianceY += in[i] * dy * dy;
      covariance += in[i] * dx * dy;
    }
    double slant = strength * (covariance / mass) / Math.max(varianceY / mass, LEAST);
    for (int y = 0; y < shape.height(); y++) {
      double fromY = y + cy;
      double shift = cx + slant * (y - middleY);
      for (int x = 0; x < width; x++) {
        for (int start = 0; start < in.length; start += plane) {
          out[offset + start + y * width + x] = at(in, start, shape, x + shift, fromY);
        }
      }
    }
  }

  /** Returns the bilinear value at (x, y) of the channel that starts at {@code start}. */
  private static float at(float[] in, int start, SampleType.Image shape, double x, double y) {
    // Written so that NaN is not treated as outside, which would hide it behind a 0.
    if (x <= -1 || x >= shape.width() || y <= -1 || y >= shape.height()) {
      return 0;
    }
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double right = x - left;
    double below = y - top;
    return (float)
        ((1 - below)
                * ((1 - right) * pixel(in, start, shape, left, top)
                    + right * pixel(in, start, shape, left + 1, top))
            + below
                * ((1 - right) * pixel(in, start, shape, left, top + 1)
                    + right * pixel(in, start, shape, left + 1, top + 1)));
  }

  private static float pixel(float[] in, int start, SampleType.Image shape, int x, int y) {
    return x < 0 || x >= shape.width() || y < 0 || y >= shape.height()
        ? 0
        : in[start + y * shape.width() + x];
  }
}
