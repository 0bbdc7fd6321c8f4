// SPDX-License-Identifier: Apache-2.0
package io.decipher.mnist;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes IDX files, sound ones and others. */
final class Idx {
  static final int IMAGES = 0x803;
  static final int LABELS = 0x801;

  private Idx() {}

  /** Returns a header of any numbers, and {@code data} zeros. */
  static byte[] bytes(int data, int... header) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * header.length + data);
    for (int number : header) {
      bytes.putInt(number);
    }
    return bytes.array();
  }

  /** Returns images whose pixels count up from 0. */
  static byte[] images(int count, int height, int width) {
    byte[] bytes = bytes(count * height * width, IMAGES, count, height, width);
    for (int i = 16; i < bytes.length; i++) {
      bytes[i] = (byte) (i - 16);
    }
    return bytes;
  }

  static byte[] labels(int... labels) {
    byte[] bytes = bytes(labels.length, LABELS, labels.length);
    for (int i = 0; i < labels.length; i++) {
      bytes[8 + i] = (byte) labels[i];
    }
    return bytes;
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  static Path write(Path directory, String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }
}
