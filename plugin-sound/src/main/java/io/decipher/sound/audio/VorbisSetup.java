// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

import java.io.IOException;

/**
 * Validates the codebooks in the third header of a Vorbis stream before they are passed to JOrbis,
 * which allocates by the sizes that they declare.
 *
 * @see <a href="https://xiph.org/vorbis/doc/Vorbis_I_spec.html">Vorbis I specification, 3.2.1</a>
 */
final class VorbisSetup {
  // libvorbis's own books have a few thousand values; this is far beyond any.
  private static final long MOST_VALUES = 1 << 20;
  private static final int HEADER = 7; // a type byte and "vorbis"
  private static final int SYNC = 0x564342;

  private final byte[] data;
  private final long end;
  private long bit;

  private VorbisSetup(byte[] data, int offset, int length) {
    this.data = data;
    this.bit = 8L * (offset + HEADER);
    this.end = 8L * (offset + length);
  }

  /**
   * Checks the header's codebooks.
   *
   * @throws IOException if one is damaged or larger than any encoder writes
   */
  static void check(byte[] data, int offset, int length) throws IOException {
    VorbisSetup setup = new VorbisSetup(data, offset, length);
    long books = setup.read(8) + 1;
    for (long book = 0; book < books; book++) {
      setup.book();
    }
  }

  private void book() throws IOException {
    if (read(24) != SYNC) {
      throw damaged();
    }
    long dimensions = read(16);
    long entries = read(24);
    if (entries * Math.max(1, dimensions) > MOST_VALUES) {
      throw new IOException(
          "is a damaged Ogg file: a code book of " + entries + " x " + dimensions + " values");
    }
    if (read(1) == 1) {
      read(5);
      for (long current = 0; current < entries; ) {
        long number = read(64 - Long.numberOfLeadingZeros(entries - current));
        current += number;
      }
    } else {
      boolean sparse = read(1) == 1;
      for (long entry = 0; entry < entries; entry++) {
        if (!sparse || read(1) == 1) {
          read(5);
        }
      }
    }
    long lookup = read(4);
    if (lookup > 2) {
      throw damaged();
    }
    if (lookup > 0) {
      skip(64);
      long bits = read(4) + 1;
      read(1);
      skip(bits * (lookup == 1 ? root(entries, dimensions) : entries * dimensions));
    }
  }

  /** Returns the greatest r whose {@code dimensions}th power is at most {@code entries}. */
  private static long root(long entries, long dimensions) throws IOException {
    if (dimensions == 0) {
      throw damaged();
    }
    long root = 0;
    while (Math.pow(root + 1.0, (double) dimensions) <= entries) {
      root++;
    }
    return root;
  }

  private long read(int bits) throws IOException {
    if (bit + bits > end) {
      throw damaged();
    }
    long value = 0;
    for (int i = 0; i < bits; i++, bit++) {
      value |= (long) (data[(int) (bit >>> 3)] >>> (bit & 7) & 1) << i;
    }
    return value;
  }

  private void skip(long bits) throws IOException {
    if (bits > end - bit) {
      throw damaged();
    }
    bit += bits;
  }

  private static IOException damaged() {
    return new IOException("is a damaged Ogg file: its code books are invalid");
  }
}
