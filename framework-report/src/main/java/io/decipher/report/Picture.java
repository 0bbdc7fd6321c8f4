// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

/**
 * A small image of a sample, greyscale or in colour.
 *
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param height in pixels, 1 or more
 * @param width in pixels, 1 or more
 * @param values row-major, (height x width x channels), each byte 0 to 255 unsigned; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier on its way to a file, never compared
public record Picture(int channels, int height, int width, byte[] values) {
  /** Checks the sizes. */
  public Picture {
    if ((channels != 1 && channels != 3) || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a picture has 1 or 3 channels and at least one pixel, but was "
              + channels
              + " x "
              + height
              + " x "
              + width);
    }
    if (values.length != Math.multiplyExact(Math.multiplyExact(height, width), channels)) {
      throw new IllegalArgumentException(
          "a picture of "
              + height
              + " x "
              + width
              + " x "
              + channels
              + " has not "
              + values.length
              + " values");
    }
  }

  /**
   * Returns the picture of a sample's values.
   *
   * @param channels 1 or 3; for any other number, the first channel is shown
   * @param values one plane after the other, (channels x height x width), in [0, 1]; values outside
   *     are clipped, and NaN is 0
   */
  public static Picture ofPlanes(int channels, int height, int width, float[] values) {
    int shown = channels == 3 ? 3 : 1;
    int plane = height * width;
    byte[] bytes = new byte[plane * shown];
    for (int channel = 0; channel < shown; channel++) {
      for (int pixel = 0; pixel < plane; pixel++) {
        float value = values[channel * plane + pixel];
        bytes[pixel * shown + channel] = (byte) Math.round(255 * Math.min(1, Math.max(0, value)));
      }
    }
    return new Picture(shown, height, width, bytes);
  }

  /** Returns the picture as a PNG file. */
  public byte[] toPng() {
    return ImageSheets.png(this);
  }

  /**
   * Returns the picture scaled down so that no side exceeds {@code side}, each pixel being the mean
   * of those that it replaces. A picture that is small enough is returned unchanged.
   */
  public Picture within(int side) {
    int longest = Math.max(height, width);
    if (longest <= side) {
      return this;
    }
    int newHeight = Math.max(1, (int) Math.round((double) height * side / longest));
    int newWidth = Math.max(1, (int) Math.round((double) width * side / longest));
    byte[] smaller = new byte[newHeight * newWidth * channels];
    for (int row = 0; row < newHeight; row++) {
      int top = row * height / newHeight;
      int bottom = Math.max(top + 1, (row + 1) * height / newHeight);
      for (int column = 0; column < newWidth; column++) {
        int left = column * width / newWidth;
        int right = Math.max(left + 1, (column + 1) * width / newWidth);
        for (int channel = 0; channel < channels; channel++) {
          long sum = 0;
          for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
              sum += values[(y * width + x) * channels + channel] & 0xff;
            }
          }
          int count = (bottom - top) * (right - left);
          smaller[(row * newWidth + column) * channels + channel] =
              (byte) ((sum + count / 2) / count);
        }
      }
    }
    return new Picture(channels, newHeight, newWidth, smaller);
  }
}
