// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

/** A rectangle of pixels; right and bottom are exclusive. */
record Box(int left, int top, int right, int bottom) {
  int width() {
    return right - left;
  }

  int height() {
    return bottom - top;
  }

  int longest() {
    return Math.max(width(), height());
  }
}
