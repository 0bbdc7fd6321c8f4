// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TemporaryBuffers;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * Store for pictures as they are computed: on the heap up to 256 MB, in a memory-mapped temporary
 * file beyond that, which is deleted when the process ends at the latest. Rows may be written by
 * several threads at once; a row that is never written is 0.
 */
final class PictureStore {
  private static final long MOST_ON_HEAP = 1L << 28;
  private static final int SEGMENT = 1 << 26; // in values, so 256 MB

  private final int count;
  private final SampleType type;
  private final float[] heap; // empty if a file is used
  private final int perSegment; // rows of each segment but the last
  private final FloatBuffer[] segments; // empty if all is on the heap

  private PictureStore(
      int count, SampleType type, float[] heap, int perSegment, FloatBuffer[] segments) {
    this.count = count;
    this.type = type;
    this.heap = heap;
    this.perSegment = perSegment;
    this.segments = segments;
  }

  /**
   * Allocates space for pictures.
   *
   * @throws DecipherException if they need a file, and none can be created
   */
  static PictureStore of(int count, SampleType type) {
    return of(count, type, MOST_ON_HEAP, SEGMENT);
  }

  /**
   * Does the same with other limits.
   *
   * @param mostOnHeap the number of bytes above which a file is used
   * @param segment the number of values that are mapped at once, unless a row has more
   */
  static PictureStore of(int count, SampleType type, long mostOnHeap, int segment) {
    int size = type.size();
    long bytes = (long) count * size * Float.BYTES;
    int perSegment = Math.max(1, segment / size);
    if (bytes <= mostOnHeap) {
      return new PictureStore(count, type, new float[count * size], perSegment, new FloatBuffer[0]);
    }
    FloatBuffer[] segments = new FloatBuffer[(count - 1) / perSegment + 1];
    try (TemporaryBuffers temporary = new TemporaryBuffers()) {
      for (int i = 0; i < segments.length; i++) {
        int rows = Math.min(perSegment, count - i * perSegment);
        segments[i] =
            temporary
                .allocate(
                    Math.multiplyExact(rows * size, Float.BYTES),
                    (bytes >> 20) + " MB of spectrograms")
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
      }
    }
    return new PictureStore(count, type, new float[0], perSegment, segments);
  }

  /** Sets a row; different threads may set rows concurrently. */
  void put(int row, float[] values) {
    if (segments.length == 0) {
      System.arraycopy(values, 0, heap, row * values.length, values.length);
    } else {
      segments[row / perSegment].put(row % perSegment * values.length, values);
    }
  }

  /** Returns all rows, without copying them. */
  Samples samples() {
    return segments.length == 0
        ? Samples.of(FloatMatrix.wrap(count, type.size(), heap), type)
        : new Mapped(this);
  }

  /** The rows of a store that uses a file. */
  private static final class Mapped implements Samples {
    private final PictureStore store;

    Mapped(PictureStore store) {
      this.store = store;
    }

    @Override
    public int count() {
      return store.count;
    }

    @Override
    public SampleType type() {
      return store.type;
    }

    @Override
    public void copyRows(int first, int count, float[] target, int offset) {
      Objects.checkFromIndexSize(first, count, store.count);
      int size = store.type.size();
      for (int i = 0; i < count; i++) {
        int row = first + i;
        store.segments[row / store.perSegment].get(
            row % store.perSegment * size, target, offset + i * size, size);
      }
    }
  }
}
