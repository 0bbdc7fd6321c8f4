// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.api.SampleType;
import io.decipher.features.ElasticGradients.Contrast;
import io.decipher.features.ElasticGradients.Frame;
import java.util.Arrays;

/**
 * Normalises position, size and orientation of an image's content, within a square of a given side.
 *
 * <p>With pixels as masses, (cx, cy) is the centroid, μxx, μxy and μyy are the second-order central
 * moments divided by the mass, and r = √(μxx + μyy) is the radius of gyration. Every output pixel
 * at (u, v) from the centre of the square is the mean of the image, interpolated bilinearly, around
 * (ox + a u + b v, oy + c v):
 *
 * <ul>
 *   <li>{@link Frame#WHOLE}: the image as it is, with its longer side filling the square.
 *   <li>{@link Frame#UPRIGHT}: the same scale, around the centroid, with the slant b = c μxy / μyy.
 *   <li>{@link Frame#MOMENTS}: around the centroid, scaled so that r becomes {@value #RADIUS}
 *       sides.
 *   <li>{@link Frame#MOMENTS_UPRIGHT}: both, r being that of the image without its slant.
 *   <li>{@link Frame#MOMENTS_STRETCHED}: around the centroid, each axis scaled by its own moment,
 *       up to Liu's aspect ratio √sin(π R / 2) for an image of ratio R.
 * </ul>
 *
 * <p>An image whose pixels sum to 1e-6 or less is framed as a whole. Sums in double precision.
 *
 * @see <a href="https://doi.org/10.1016/S0031-3203(03)00224-3">Liu, Nakashima, Sako, Fujisawa 2003:
 *     moment and aspect ratio normalisation of handwriting</a>
 */
final class Framing {
  private static final double RADIUS = 0.3;
  private static final double AXIS = 0.78; // of the radius, the longer axis where one is stretched
  private static final double LEAST_MASS = 1e-6;
  private static final double LEAST_VARIANCE = 0.25; // square pixels
  private static final int MOST_SAMPLES = 6; // per axis, of one output pixel
  private static final int BINS = 64;
  private static final double FAINT = 0.3; // contrast below which there is only paper

  private final SampleType.Image image;
  private final Frame frame;
  private final Contrast contrast;
  private final int side;
  private final float[] mass; // (height x width)
  private final float[] given; // (channels x height x width)

  Framing(SampleType.Image image, Frame frame, Contrast contrast, int side) {
    this.image = image;
    this.frame = frame;
    this.contrast = contrast;
    this.side = side;
    this.mass = new float[image.height() * image.width()];
    this.given = new float[image.size()];
  }

  /** Returns the type of framed images. */
  SampleType.Image framed() {
    return new SampleType.Image(image.channels(), side, side);
  }

  /** Frames an image, (channels x height x width), into {@code out}, (channels x side x side). */
  void apply(float[] values, float[] out) {
    System.arraycopy(values, 0, given, 0, given.length);
    int plane = mass.length;
    if (contrast == Contrast.INK) {
      for (int channel = 0; channel < image.channels(); channel++) {
        ink(given, channel * plane, plane);
      }
    }
    if (frame == Frame.WHOLE && image.height() == side && image.width() == side) {
      System.arraycopy(given, 0, out, 0, given.length);
      return;
    }
    Map map = map();
    for (int channel = 0; channel < image.channels(); channel++) {
      resample(map, channel * plane, out, channel * side * side);
    }
  }

  /** The source of an output pixel: (x + a u + b v, y + c v). */
  private record Map(double x, double y, double a, double b, double c) {}

  private Map map() {
    int height = image.height();
    int width = image.width();
    Arrays.fill(mass, 0);
    for (int i = 0; i < given.length; i++) {
      mass[i % mass.length] += given[i];
    }
    double sum = 0;
    double cx = 0;
    double cy = 0;
    for (int i = 0; i < mass.length; i++) {
      sum += mass[i];
      cx += mass[i] * (i % width);
      int y = i / width;
      cy += mass[i] * y;
    }
    double whole = (double) Math.max(height, width) / side;
    if (frame == Frame.WHOLE || sum <= LEAST_MASS) {
      return new Map((width - 1) / 2.0, (height - 1) / 2.0, whole, 0, whole);
    }
    cx /= sum;
    cy /= sum;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < mass.length; i++) {
      int y = i / width;
      double dx = i % width - cx;
      double dy = y - cy;
      xx += mass[i] * dx * dx;
      xy += mass[i] * dx * dy;
      yy += mass[i] * dy * dy;
    }
    xx = Math.max(LEAST_VARIANCE, xx / sum);
    yy = Math.max(LEAST_VARIANCE, yy / sum);
    xy /= sum;
    return map(new Moments(cx, cy, xx, xy, yy), whole);
  }

  /** The centroid of the ink, in pixels, and its variances and covariance, in square pixels. */
  private record Moments(double cx, double cy, double xx, double xy, double yy) {}

  private Map map(Moments ink, double whole) {
    double cx = ink.cx;
    double cy = ink.cy;
    double xx = ink.xx;
    double yy = ink.yy;
    double slant = ink.xy / yy;
    double target = RADIUS * side;
    switch (frame) {
      case UPRIGHT -> {
        return new Map(cx, cy, whole, slant * whole, whole);
      }
      case MOMENTS -> {
        double scale = Math.sqrt(xx + yy) / target;
        return new Map(cx, cy, scale, 0, scale);
      }
      case MOMENTS_UPRIGHT -> {
        double scale = Math.sqrt(Math.max(LEAST_VARIANCE, xx - ink.xy * slant) + yy) / target;
        return new Map(cx, cy, scale, slant * scale, scale);
      }
      default -> {
        double across = Math.sqrt(xx);
        double down = Math.sqrt(yy);
        double ratio = Math.min(across, down) / Math.max(across, down);
        double aspect = Math.sqrt(Math.sin(Math.PI / 2 * ratio));
        double longer = Math.max(across, down) / (AXIS * target);
        double shorter = Math.min(across, down) / (AXIS * target * aspect);
        return across >= down
            ? new Map(cx, cy, longer, 0, shorter)
            : new Map(cx, cy, shorter, 0, longer);
      }
    }
  }

  private void resample(Map map, int start, float[] out, int offset) {
    double middle = (side - 1) / 2.0;
    boolean same = map.a == 1 && map.c == 1;
    int samples =
        same ? 1 : Math.max(2, Math.min(MOST_SAMPLES, (int) Math.ceil(Math.max(map.a, map.c))));
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double sum = 0;
        for (int j = 0; j < samples; j++) {
          double v = row - middle + (j + 0.5) / samples - 0.5;
          for (int i = 0; i < samples; i++) {
            double u = column - middle + (i + 0.5) / samples - 0.5;
            sum += at(start, map.x + map.a * u + map.b * v, map.y + map.c * v);
          }
        }
        out[offset + row * side + column] = (float) (sum / (samples * samples));
      }
    }
  }

  private double at(int start, double x, double y) {
    if (x <= -1 || x >= image.width() || y <= -1 || y >= image.height()) {
      return 0;
    }
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double right = x - left;
    double below = y - top;
    return (1 - below)
            * ((1 - right) * pixel(start, left, top) + right * pixel(start, left + 1, top))
        + below
            * ((1 - right) * pixel(start, left, top + 1) + right * pixel(start, left + 1, top + 1));
  }

  private double pixel(int start, int x, int y) {
    return x < 0 || x >= image.width() || y < 0 || y >= image.height()
        ? 0
        : given[start + y * image.width() + x];
  }

  /** Separates paper from ink by the method of Otsu (1979). */
  private static void ink(float[] values, int start, int length) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (int i = start; i < start + length; i++) {
      least = Math.min(least, values[i]);
      greatest = Math.max(greatest, values[i]);
    }
    if (!(greatest > least)) {
      return;
    }
    double width = (double) (greatest - least) / BINS;
    int[] counts = new int[BINS];
    double sum = 0;
    for (int i = start; i < start + length; i++) {
      int bin = Math.min(BINS - 1, (int) ((values[i] - least) / width));
      counts[bin]++;
      sum += bin;
    }
    double below = 0;
    double sumBelow = 0;
    double best = -1;
    double paper = 0;
    double full = BINS - 1;
    for (int bin = 0; bin < BINS - 1; bin++) {
      below += counts[bin];
      sumBelow += (double) bin * counts[bin];
      if (below == 0 || below == length) {
        continue;
      }
      double low = sumBelow / below;
      double high = (sum - sumBelow) / (length - below);
      double between = below * (length - below) * (high - low) * (high - low);
      if (between > best) {
        best = between;
        paper = low;
        full = high;
      }
    }
    double from = least + (paper + 0.5 + FAINT * (full - paper)) * width;
    double to = least + (full + 0.5) * width;
    for (int i = start; i < start + length; i++) {
      values[i] = (float) Math.max(0, Math.min(1, (values[i] - from) / (to - from)));
    }
  }
}
