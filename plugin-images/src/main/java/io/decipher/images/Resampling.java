// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

/**
 * Resizes a single plane with a separable triangle filter whose half-width is one pixel of the
 * coarser grid: a weighted mean when shrinking, bilinear interpolation when enlarging, so that thin
 * strokes fade but never vanish between samples.
 */
final class Resampling {
  private final int[] first;
  private final float[][] weights;

  private Resampling(int[] first, float[][] weights) {
    this.first = first;
    this.weights = weights;
  }

  /**
   * Returns the weights that resample a line.
   *
   * @param source the number of pixels of the line
   * @param from where the first target pixel begins, in source pixels; may lie outside the line
   * @param scale source pixels per target pixel
   * @param target the number of target pixels
   */
  private static Resampling of(int source, double from, double scale, int target) {
    double reach = Math.max(1, scale);
    int[] first = new int[target];
    float[][] weights = new float[target][];
    for (int t = 0; t < target; t++) {
      double centre = from + (t + 0.5) * scale;
      int low = (int) Math.floor(centre - reach);
      int high = (int) Math.ceil(centre + reach);
      low = Math.max(0, Math.min(source - 1, low));
      high = Math.max(low, Math.min(source - 1, high));
      float[] line = new float[high - low + 1];
      double sum = 0;
      for (int s = low; s <= high; s++) {
        double weight = Math.max(0, 1 - Math.abs(s + 0.5 - centre) / reach);
        line[s - low] = (float) weight;
        sum += weight;
      }
      if (sum <= 0) { // beyond the border: the border's own pixel
        line[centre < 0 ? 0 : line.length - 1] = 1;
        sum = 1;
      }
      for (int i = 0; i < line.length; i++) {
        line[i] = (float) (line[i] / sum);
      }
      first[t] = low;
      weights[t] = line;
    }
    return new Resampling(first, weights);
  }

  private int size() {
    return first.length;
  }

  /**
   * Returns a whole plane resized.
   *
   * @param plane (height x width)
   * @return (targetHeight x targetWidth)
   */
  static float[] resize(float[] plane, int width, int height, int targetWidth, int targetHeight) {
    return resize(
        plane,
        width,
        of(width, 0, (double) width / targetWidth, targetWidth),
        of(height, 0, (double) height / targetHeight, targetHeight));
  }

  /**
   * Returns a square part of a square plane, resized.
   *
   * @param plane (side x side)
   * @param left where the part begins, in pixels
   * @param top likewise
   * @param scale pixels per target pixel
   * @param size the side of the target, in pixels
   * @return (size x size)
   */
  static float[] square(float[] plane, int side, double left, double top, double scale, int size) {
    return resize(plane, side, of(side, left, scale, size), of(side, top, scale, size));
  }

  private static float[] resize(float[] plane, int width, Resampling across, Resampling down) {
    int height = plane.length / width;
    int targetWidth = across.size();
    float[] rows = new float[height * targetWidth];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < targetWidth; x++) {
        rows[y * targetWidth + x] = across.dot(x, plane, y * width, 1);
      }
    }
    float[] result = new float[targetWidth * down.size()];
    for (int y = 0; y < down.size(); y++) {
      for (int x = 0; x < targetWidth; x++) {
        result[y * targetWidth + x] = down.dot(y, rows, x, targetWidth);
      }
    }
    return result;
  }

  private float dot(int target, float[] values, int offset, int stride) {
    float[] line = weights[target];
    int at = offset + first[target] * stride;
    float sum = 0;
    for (float weight : line) {
      sum += weight * values[at];
      at += stride;
    }
    return sum;
  }
}
