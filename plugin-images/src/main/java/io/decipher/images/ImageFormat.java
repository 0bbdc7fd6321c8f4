// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The supported formats, detected by the first bytes of a file. */
enum ImageFormat {
  PNG("png"),
  JPEG("jpg", "jpeg", "jpe", "jfif"),
  TIFF("tif", "tiff"),
  WEBP("webp"),
  BMP("bmp", "dib"),
  GIF("gif");

  /** The number of bytes that {@link #of(byte[])} needs. */
  static final int MAGIC = 12;

  private final String extensions; // with a space before and after each

  ImageFormat(String... extensions) {
    this.extensions = " " + String.join(" ", extensions) + " ";
  }

  /** Returns the format that a file's first bytes indicate. */
  static Optional<ImageFormat> of(byte[] start) {
    if (begins(start, 0, 0x89, 'P', 'N', 'G')) {
      return Optional.of(PNG);
    }
    if (begins(start, 0, 0xff, 0xd8, 0xff)) {
      return Optional.of(JPEG);
    }
    if (begins(start, 0, 'I', 'I', 42, 0)
        || begins(start, 0, 'M', 'M', 0, 42)
        || begins(start, 0, 'I', 'I', 43, 0)
        || begins(start, 0, 'M', 'M', 0, 43)) {
      return Optional.of(TIFF);
    }
    if (begins(start, 0, 'R', 'I', 'F', 'F') && begins(start, 8, 'W', 'E', 'B', 'P')) {
      return Optional.of(WEBP);
    }
    if (begins(start, 0, 'G', 'I', 'F', '8')) {
      return Optional.of(GIF);
    }
    if (begins(start, 0, 'B', 'M')) {
      return Optional.of(BMP);
    }
    return Optional.empty();
  }

  private static boolean begins(byte[] start, int offset, int... with) {
    if (start.length < offset + with.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if (start[offset + i] != (byte) with[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether a file has the file name extension of an image. */
  static boolean isNamed(String file) {
    int dot = file.lastIndexOf('.');
    String extension = file.substring(dot + 1).toLowerCase(Locale.ROOT);
    return dot >= 0
        && Arrays.stream(values())
            .anyMatch(format -> format.extensions.contains(" " + extension + " "));
  }
}
