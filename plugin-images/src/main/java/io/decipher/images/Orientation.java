// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

/**
 * The orientation of a camera, by the eight values of the EXIF tag 0x0112.
 *
 * @param transposed whether rows and columns are swapped
 * @param mirrored whether x is reversed in the result
 * @param flipped whether y is reversed in the result
 */
record Orientation(boolean transposed, boolean mirrored, boolean flipped) {
  /** Returns the orientation for a tag's value; upright if it is not one of the eight. */
  static Orientation of(int tag) {
    return switch (tag) {
      case 2 -> new Orientation(false, true, false);
      case 3 -> new Orientation(false, true, true);
      case 4 -> new Orientation(false, false, true);
      case 5 -> new Orientation(true, false, false);
      case 6 -> new Orientation(true, true, false);
      case 7 -> new Orientation(true, true, true);
      case 8 -> new Orientation(true, false, true);
      default -> new Orientation(false, false, false);
    };
  }

  Picture apply(Picture picture) {
    if (!transposed && !mirrored && !flipped) {
      return picture;
    }
    int width = transposed ? picture.height() : picture.width();
    int height = transposed ? picture.width() : picture.height();
    float[] turned = new float[picture.values().length];
    int n = picture.pixels();
    for (int c = 0; c < picture.channels(); c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int u = mirrored ? width - 1 - x : x;
          int v = flipped ? height - 1 - y : y;
          int from = transposed ? u * picture.width() + v : v * picture.width() + u;
          turned[c * n + y * width + x] = picture.values()[c * n + from];
        }
      }
    }
    return new Picture(width, height, picture.channels(), turned);
  }
}
