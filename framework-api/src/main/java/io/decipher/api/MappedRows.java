// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Rows of a memory-mapped file of little-endian float32 values. */
final class MappedRows implements RowSamples.Rows {
  private static final int SEGMENT = 1 << 28; // in values; one mapping is limited to 2^31 - 1 bytes

  private final Path file;
  private final int size;
  private final FloatBuffer[] segments;

  private MappedRows(Path file, int size, FloatBuffer[] segments) {
    this.file = file;
    this.size = size;
    this.segments = segments;
  }

  static MappedRows open(Path file, long offset, int count, int size) throws IOException {
    long values = (long) count * size;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < offset + values * Float.BYTES) {
        throw new DecipherException(
            file
                + ": holds "
                + channel.size()
                + " bytes; expected "
                + offset
                + " and then "
                + count
                + " x "
                + size
                + " float32 values, "
                + (offset + values * Float.BYTES)
                + " bytes");
      }
      FloatBuffer[] segments = new FloatBuffer[Math.toIntExact((values + SEGMENT - 1) / SEGMENT)];
      for (int i = 0; i < segments.length; i++) {
        long from = (long) i * SEGMENT;
        segments[i] =
            channel
                .map(
                    FileChannel.MapMode.READ_ONLY,
                    offset + from * Float.BYTES,
                    Math.min(SEGMENT, values - from) * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
      }
      return new MappedRows(file, size, segments);
    }
  }

  @Override
  public void copy(int first, int count, float[] target, int offset) {
    long from = (long) first * size;
    int length = count * size;
    for (int done = 0; done < length; ) {
      FloatBuffer segment = segments[(int) ((from + done) / SEGMENT)];
      int at = (int) ((from + done) % SEGMENT);
      int part = Math.min(length - done, segment.capacity() - at);
      segment.get(at, target, offset + done, part);
      done += part;
    }
    for (int i = 0; i < length; i++) {
      if (!Float.isFinite(target[offset + i])) {
        throw new DecipherException(
            file
                + ": value "
                + i % size
                + " of row "
                + (first + i / size)
                + " is "
                + target[offset + i]
                + "; expected finite numbers");
      }
    }
  }

  static void write(Samples samples, Path file) throws IOException {
    int size = samples.type().size();
    int step = Math.max(1, (1 << 20) / size);
    float[] rows = new float[Math.min(step, samples.count()) * size];
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(rows.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int first = 0; first < samples.count(); first += step) {
        int count = Math.min(step, samples.count() - first);
        samples.copyRows(first, count, rows, 0);
        bytes.asFloatBuffer().put(rows, 0, count * size);
        out.write(bytes.array(), 0, count * size * Float.BYTES);
      }
    }
  }
}
