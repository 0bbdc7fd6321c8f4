// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

/**
 * A decoded image: lightness or colour in [0, 1] as stored in sRGB.
 *
 * @param width in pixels, 1 or more
 * @param height in pixels, 1 or more
 * @param channels 1 for grey, 3 for red, green and blue
 * @param values (channels x height x width); not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Picture(int width, int height, int channels, float[] values) {
  Picture {
    if (values.length != channels * width * height) {
      throw new IllegalArgumentException(
          channels + " x " + height + " x " + width + " is not " + values.length + " values");
    }
  }

  int pixels() {
    return width * height;
  }

  /** Returns the luma of each pixel, (height x width), according to ITU-R BT.601. */
  float[] luma() {
    if (channels == 1) {
      return values;
    }
    int n = pixels();
    float[] luma = new float[n];
    for (int i = 0; i < n; i++) {
      luma[i] = luma(values[i], values[n + i], values[2 * n + i]);
    }
    return luma;
  }

  static float luma(float red, float green, float blue) {
    return 0.299f * red + 0.587f * green + 0.114f * blue;
  }

  /** Returns the mean over pixels of the difference between the largest and smallest channel. */
  double chroma() {
    if (channels == 1) {
      return 0;
    }
    int n = pixels();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      float r = values[i];
      float g = values[n + i];
      float b = values[2 * n + i];
      sum += Math.max(r, Math.max(g, b)) - Math.min(r, Math.min(g, b));
    }
    return sum / n;
  }

  /** Returns this picture in grey, or with its grey values in each of three channels. */
  Picture withChannels(int wanted) {
    if (wanted == channels) {
      return this;
    }
    if (wanted == 1) {
      return new Picture(width, height, 1, luma());
    }
    float[] three = new float[3 * pixels()];
    for (int c = 0; c < 3; c++) {
      System.arraycopy(values, 0, three, c * pixels(), pixels());
    }
    return new Picture(width, height, 3, three);
  }
}
