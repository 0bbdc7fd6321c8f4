// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

/** A square part of a plane, resized; it may extend beyond the plane, which is 0 outside. */
final class Square {
  private Square() {}

  /**
   * Returns the part.
   *
   * @param plane (height x width)
   * @param left where the part begins, in pixels of the plane
   * @param top likewise
   * @param scale pixels of the plane per target pixel
   * @param size the side of the target, in pixels
   * @return (size x size)
   */
  static float[] of(
      float[] plane, int width, int height, double left, double top, double scale, int size) {
    int pad = (int) Math.ceil(Math.max(1, scale)) + 1;
    int fromX = (int) Math.floor(left) - pad;
    int fromY = (int) Math.floor(top) - pad;
    int side = (int) Math.ceil(size * scale) + 2 * pad + 2;
    float[] padded = new float[side * side];
    for (int y = 0; y < side; y++) {
      int v = fromY + y;
      if (v < 0 || v >= height) {
        continue;
      }
      int begin = Math.max(0, -fromX);
      int end = Math.min(side, width - fromX);
      if (begin < end) {
        System.arraycopy(plane, v * width + fromX + begin, padded, y * side + begin, end - begin);
      }
    }
    return Resampling.square(padded, side, left - fromX, top - fromY, scale, size);
  }
}
