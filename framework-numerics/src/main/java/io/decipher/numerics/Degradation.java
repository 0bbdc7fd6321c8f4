// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.SampleType;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A degradation that removes information from an image which a model may restore. Values are
 * (channels x height x width), row-major. Immutable.
 *
 * @param kind what is removed
 * @param amount how much of it, in [0, 1]
 * @param type the type of the image
 */
public record Degradation(Kind kind, double amount, SampleType.Image type) {
  /** What is removed. */
  public enum Kind {
    /**
     * A rectangular region at a random position is set to 0; its sides are the amount times those
     * of the image (restored by inpainting).
     */
    HOLE,
    /**
     * Fine detail: the image is reduced to 1 − amount times as many rows and columns, averaging
     * pixels, and enlarged to its size by repeating pixels (restored by super-resolution).
     */
    DOWNSCALE,
    /**
     * Colour, by the amount: 1 leaves the mean of red, green and blue (restored by colourisation).
     */
    GREY
  }

  /**
   * Checks that there is something to remove.
   *
   * @throws IllegalArgumentException if the amount is out of range, or the image has no colour to
   *     remove
   */
  public Degradation {
    if (!(amount >= 0 && amount <= 1)) {
      throw new IllegalArgumentException("amount must be in [0, 1], but was " + amount);
    }
    if (kind == Kind.GREY && type.channels() != 3) {
      throw new IllegalArgumentException(
          "grey removes colour, which needs images of 3 channels, but an image is " + type);
    }
  }

  /**
   * The blank region of an image.
   *
   * @param top the first row
   * @param left the first column
   * @param rows 0 or more
   * @param columns 0 or more
   */
  public record Hole(int top, int left, int rows, int columns) {
    private boolean has(int y, int x) {
      return y >= top && y < top + rows && x >= left && x < left + columns;
    }
  }

  /**
   * Degrades, in place, the image that starts at {@code offset}.
   *
   * @return its blank region; empty unless the kind is {@link Kind#HOLE}
   */
  public Hole apply(float[] values, int offset, RandomGenerator random) {
    switch (kind) {
      case HOLE -> {
        int rows = (int) Math.round(amount * type.height());
        int columns = (int) Math.round(amount * type.width());
        int top = random.nextInt(type.height() - rows + 1);
        int left = random.nextInt(type.width() - columns + 1);
        Hole hole = new Hole(top, left, rows, columns);
        fill(values, offset, hole, 0);
        return hole;
      }
      case DOWNSCALE -> downscale(values, offset);
      case GREY -> grey(values, offset);
    }
    return new Hole(0, 0, 0, 0);
  }

  private void fill(float[] values, int offset, Hole hole, float value) {
    for (int channel = 0; channel < type.channels(); channel++) {
      for (int y = hole.top; y < hole.top + hole.rows; y++) {
        int from = offset + (channel * type.height() + y) * type.width() + hole.left;
        Arrays.fill(values, from, from + hole.columns, value);
      }
    }
  }

  private void downscale(float[] values, int offset) {
    int rows = kept(type.height());
    int columns = kept(type.width());
    float[] small = reduced(values, offset, rows, columns);
    enlarge(small, rows, columns, values, offset, Degradation::nearest);
  }

  private int kept(int side) {
    return Math.max(1, (int) Math.round((1 - amount) * side));
  }

  /**
   * Returns the image with fewer pixels, each the mean of what it covers, (channels x rows x
   * columns).
   */
  private float[] reduced(float[] values, int offset, int rows, int columns) {
    float[] small = new float[type.channels() * rows * columns];
    double high = (double) type.height() / rows;
    double wide = (double) type.width() / columns;
    for (int channel = 0; channel < type.channels(); channel++) {
      int plane = offset + channel * type.height() * type.width();
      for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
          small[(channel * rows + y) * columns + x] =
              (float) covered(values, plane, y * high, (y + 1) * high, x * wide, (x + 1) * wide);
        }
      }
    }
    return small;
  }

  /** Returns the mean over a rectangle whose sides may lie within pixels. */
  private double covered(
      float[] values, int plane, double top, double bottom, double left, double right) {
    double sum = 0;
    for (int y = (int) top; y < Math.min(type.height(), Math.ceil(bottom - 1e-9)); y++) {
      double tall = Math.min(bottom, y + 1) - Math.max(top, y);
      for (int x = (int) left; x < Math.min(type.width(), Math.ceil(right - 1e-9)); x++) {
        double wide = Math.min(right, x + 1) - Math.max(left, x);
        sum += tall * wide * values[plane + y * type.width() + x];
      }
    }
    return sum / ((bottom - top) * (right - left));
  }

  /** The weight of a pixel by distance, in pixels of the small image. */
  @FunctionalInterface
  private interface Kernel {
    double at(double distance);
  }

  private static double nearest(double distance) {
    return distance >= -0.5 && distance < 0.5 ? 1 : 0;
  }

  /** Keys's cubic kernel with a = −1/2. */
  private static double cubic(double distance) {
    double d = Math.abs(distance);
    if (d < 1) {
      return 1.5 * d * d * d - 2.5 * d * d + 1;
    }
    return d < 2 ? -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2 : 0;
  }

  private void enlarge(
      float[] small, int rows, int columns, float[] target, int offset, Kernel kernel) {
    double[][] down = weights(type.height(), rows, kernel);
    double[][] along = weights(type.width(), columns, kernel);
    for (int channel = 0; channel < type.channels(); channel++) {
      for (int y = 0; y < type.height(); y++) {
        for (int x = 0; x < type.width(); x++) {
          double sum = 0;
          for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns && down[y][i] != 0; j++) {
              sum += down[y][i] * along[x][j] * small[(channel * rows + i) * columns + j];
            }
          }
          target[offset + (channel * type.height() + y) * type.width() + x] = (float) sum;
        }
      }
    }
  }

  /**
   * Returns the weights of the small side's pixels for each pixel of a side; each row sums to 1.
   */
  private static double[][] weights(int side, int small, Kernel kernel) {
    double[][] weights = new double[side][small];
    for (int x = 0; x < side; x++) {
      double at = (x + 0.5) * small / side - 0.5;
      double sum = 0;
      for (int i = 0; i < small; i++) {
        weights[x][i] = kernel.at(at - i);
        sum += weights[x][i];
      }
      for (int i = 0; i < small; i++) {
        weights[x][i] /= sum; // at the borders, where part of the kernel is outside
      }
    }
    return weights;
  }

  private void grey(float[] values, int offset) {
    int plane = type.height() * type.width();
    for (int i = 0; i < plane; i++) {
      float mean = grey(values, offset, i);
      for (int channel = 0; channel < 3; channel++) {
        int at = offset + channel * plane + i;
        values[at] += (float) (amount * (mean - values[at]));
      }
    }
  }

  private float grey(float[] values, int offset, int pixel) {
    int plane = type.height() * type.width();
    return (values[offset + pixel]
            + values[offset + plane + pixel]
            + values[offset + 2 * plane + pixel])
        / 3;
  }

  /** Returns the name of the baseline that restores images without a model. */
  public String plainly() {
    return switch (kind) {
      case HOLE -> "mean fill";
      case DOWNSCALE -> "bicubic";
      case GREY -> "grey";
    };
  }

  /**
   * Restores a degraded image without a model: fills a hole with the mean of the values around it;
   * enlarges a reduced image by bicubic interpolation (Keys 1981); leaves a grey image as it is.
   *
   * @param degraded (size)
   * @param hole its blank region
   * @see <a href="https://doi.org/10.1109/TASSP.1981.1163711">Keys 1981</a>
   */
  public float[] restoredPlainly(float[] degraded, Hole hole) {
    float[] restored = degraded.clone();
    if (kind == Kind.DOWNSCALE) {
      int rows = kept(type.height());
      int columns = kept(type.width());
      float[] small = reduced(degraded, 0, rows, columns);
      enlarge(small, rows, columns, restored, 0, Degradation::cubic);
    } else if (kind == Kind.HOLE) {
      double sum = 0;
      for (float value : degraded) {
        sum += value; // the hole itself does not count
      }
      int blank = type.channels() * hole.rows * hole.columns;
      fill(restored, 0, hole, (float) (sum / Math.max(1, degraded.length - blank)));
    }
    return restored;
  }

  /**
   * Returns a restored image, made consistent with the degraded one: in the values around a hole,
   * the means of the pixels that were averaged, or the grey value of each pixel.
   *
   * @param degraded the known values, (size)
   * @param hole its blank region
   * @param restored the model's output, (size)
   */
  public float[] keepingWhatIsKnown(float[] degraded, Hole hole, float[] restored) {
    float[] kept = restored.clone();
    int plane = type.height() * type.width();
    switch (kind) {
      case HOLE -> {
        for (int i = 0; i < kept.length; i++) {
          int pixel = i % plane;
          boolean blank = hole.has(pixel / type.width(), pixel % type.width());
          kept[i] = blank ? restored[i] : degraded[i];
        }
      }
      case DOWNSCALE -> {
        float[] again = restored.clone();
        downscale(again, 0);
        for (int i = 0; i < kept.length; i++) {
          kept[i] += degraded[i] - again[i];
        }
      }
      case GREY -> {
        for (int i = 0; i < plane; i++) {
          float off = grey(degraded, 0, i) - grey(restored, 0, i);
          for (int channel = 0; channel < 3; channel++) {
            kept[channel * plane + i] += off;
          }
        }
      }
    }
    return kept;
  }
}
