// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import io.decipher.api.DecipherException;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TemporaryBuffers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Images stored as one byte per value, 0 for 0 and 255 for 1: a quarter of the size of floats. Up
 * to 256 MB are kept on the heap; more are kept in a memory-mapped temporary file that is deleted
 * right away, or where that is impossible, when the process ends.
 */
final class ByteRows implements Samples {
  private static final long MOST_ON_HEAP = 1L << 28;
  private static final int SEGMENT = 1 << 28;
  private static final float WHITE = 255;

  private final SampleType type;
  private final int[] rows; // the row of the store of each sample
  private final int perSegment;
  private final ByteBuffer[] segments;

  private ByteRows(SampleType type, int[] rows, int perSegment, ByteBuffer[] segments) {
    this.type = type;
    this.rows = rows;
    this.perSegment = perSegment;
    this.segments = segments;
  }

  /**
   * Allocates space for samples, to be filled by {@link #put}.
   *
   * @throws DecipherException if they need a file, and none can be created
   */
  static ByteRows of(int count, SampleType type) {
    return of(count, type, MOST_ON_HEAP);
  }

  static ByteRows of(int count, SampleType type, long mostOnHeap) {
    int perSegment = Math.max(1, SEGMENT / type.size());
    long bytes = (long) count * type.size();
    ByteBuffer[] segments = new ByteBuffer[Math.max(1, (count + perSegment - 1) / perSegment)];
    try (TemporaryBuffers temporary = new TemporaryBuffers()) {
      for (int i = 0; i < segments.length; i++) {
        int capacity = Math.min(perSegment, count - i * perSegment) * type.size();
        segments[i] =
            bytes <= mostOnHeap
                ? ByteBuffer.allocate(capacity)
                : temporary.allocate(capacity, (bytes >> 20) + " MB of images");
      }
    }
    int[] rows = new int[count];
    Arrays.setAll(rows, i -> i);
    return new ByteRows(type, rows, perSegment, segments);
  }

  /** Sets a row; different threads may set rows concurrently. */
  void put(int row, float[] values) {
    ByteBuffer segment = segments[row / perSegment];
    int at = row % perSegment * type.size();
    for (int i = 0; i < values.length; i++) {
      segment.put(at + i, (byte) Math.round(values[i] * WHITE));
    }
  }

  /** Returns the samples of the given rows, in that order. */
  ByteRows rows(int... chosen) {
    int[] picked = new int[chosen.length];
    Arrays.setAll(picked, i -> rows[chosen[i]]);
    return new ByteRows(type, picked, perSegment, segments);
  }

  @Override
  public int count() {
    return rows.length;
  }

  @Override
  public SampleType type() {
    return type;
  }

  @Override
  public void copyRows(int first, int count, float[] target, int offset) {
    Objects.checkFromIndexSize(first, count, rows.length);
    int size = type.size();
    Objects.checkFromIndexSize(offset, Math.multiplyExact(count, size), target.length);
    for (int i = 0; i < count; i++) {
      int row = rows[first + i];
      ByteBuffer segment = segments[row / perSegment];
      int at = row % perSegment * size;
      int to = offset + i * size;
      for (int j = 0; j < size; j++) {
        target[to + j] = Byte.toUnsignedInt(segment.get(at + j)) / WHITE;
      }
    }
  }
}
