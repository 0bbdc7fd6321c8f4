// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

/**
 * Makes the checksums of an Ogg file's pages right again, as somebody with bad intentions would.
 */
final class Ogg {
  private static final int HEADER = 27;
  private static final int CHECKSUM = 22;
  private static final int POLYNOMIAL = 0x04c11db7;

  private Ogg() {}

  static void seal(byte[] file) {
    int at = 0;
    while (at + HEADER < file.length) {
      if (file[at] != 'O' || file[at + 1] != 'g' || file[at + 2] != 'g' || file[at + 3] != 'S') {
        at++;
        continue;
      }
      int segments = Byte.toUnsignedInt(file[at + HEADER - 1]);
      int length = HEADER + segments;
      for (int i = 0; i < segments && at + HEADER + i < file.length; i++) {
        length += Byte.toUnsignedInt(file[at + HEADER + i]);
      }
      if (at + length > file.length) {
        return;
      }
      write(file, at + CHECKSUM, 0);
      write(file, at + CHECKSUM, checksum(file, at, length));
      at += length;
    }
  }

  private static void write(byte[] file, int at, int value) {
    for (int i = 0; i < 4; i++) {
      file[at + i] = (byte) (value >>> (8 * i));
    }
  }

  private static int checksum(byte[] file, int from, int length) {
    int checksum = 0;
    for (int i = from; i < from + length; i++) {
      checksum ^= file[i] << 24;
      for (int bit = 0; bit < 8; bit++) {
        checksum = checksum < 0 ? checksum << 1 ^ POLYNOMIAL : checksum << 1;
      }
    }
    return checksum;
  }
}
