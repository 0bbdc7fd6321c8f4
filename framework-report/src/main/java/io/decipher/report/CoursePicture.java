// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

/**
 * Draws a sequence as a small line plot: white lines on black, one band for each of up to four
 * channels.
 */
final class CoursePicture {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 40;

  private CoursePicture() {}

  /**
   * Draws a sequence; each pixel column spans the minimum to the maximum of its steps.
   *
   * @param values (channels x steps)
   * @param length number of valid steps, from the first
   */
  static Picture of(float[] values, int channels, int steps, int length) {
    int shown = Math.min(channels, 4);
    byte[] pixels = new byte[WIDTH * HEIGHT];
    for (int channel = 0; channel < shown; channel++) {
      int top = channel * HEIGHT / shown;
      int bottom = (channel + 1) * HEIGHT / shown - 1;
      float least = Float.POSITIVE_INFINITY;
      float greatest = Float.NEGATIVE_INFINITY;
      for (int step = 0; step < length; step++) {
        float value = values[channel * steps + step];
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
      double unit = greatest > least ? (bottom - top) / (double) (greatest - least) : 0;
      for (int x = 0; x < WIDTH; x++) {
        int from = (int) ((long) x * length / WIDTH);
        int to = Math.min(length - 1, (int) ((long) (x + 1) * length / WIDTH));
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (int step = from; step <= Math.max(from, to); step++) {
          low = Math.min(low, values[channel * steps + step]);
          high = Math.max(high, values[channel * steps + step]);
        }
        int y0 = bottom - (int) Math.round((high - least) * unit);
        int y1 = bottom - (int) Math.round((low - least) * unit);
        for (int y = y0; y <= y1; y++) {
          pixels[y * WIDTH + x] = (byte) 255;
        }
      }
    }
    return new Picture(1, HEIGHT, WIDTH, pixels);
  }
}
