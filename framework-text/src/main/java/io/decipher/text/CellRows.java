// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import io.decipher.api.DecipherException;
import io.decipher.api.TemporaryBuffers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of cells, stored as UTF-8 in buffers instead of Java objects: a cell takes its bytes and two
 * or four more, a row 16 more. Up to an eighth of the heap, at most 256 MB, is stored on the heap;
 * the remainder in a memory-mapped temporary file that is deleted when the process ends at the
 * latest. A table may therefore be larger than the heap.
 *
 * <p>Rows are appended by one thread; afterwards any number of threads may read.
 */
final class CellRows {
  private static final int FIRST_BLOCK = 1 << 14;
  private static final int DOUBLINGS = 10; // of the block size, up to 16 MB: most tables are small
  private static final long MOST_ON_HEAP = 1L << 28;
  private static final int HEADER = Integer.BYTES;
  private static final int SHORT = 1 << 16;

  private final long onHeap;
  private final List<ByteBuffer> blocks = new ArrayList<>();
  private final TemporaryBuffers temporary = new TemporaryBuffers();
  private long stored; // bytes of all blocks except the last
  private long[] starts = new long[1024]; // block and offset within it
  private int[] lines = new int[1024];
  private int count;

  CellRows() {
    this(Math.min(MOST_ON_HEAP, Runtime.getRuntime().maxMemory() / 8));
  }

  /**
   * Creates an empty store.
   *
   * @param onHeap the number of bytes to store on the heap
   */
  CellRows(long onHeap) {
    this.onHeap = onHeap;
  }

  /**
   * Appends a row.
   *
   * @param line the line of the file where it begins, from 1
   * @throws DecipherException if the row is larger than 2 GB, or there is no room for the temporary
   *     file
   */
  void add(List<String> cells, int line) {
    int width = cells.size();
    byte[][] encoded = new byte[width][];
    long bytes = 0;
    for (int i = 0; i < width; i++) {
      encoded[i] = cells.get(i).getBytes(StandardCharsets.UTF_8);
      bytes += encoded[i].length;
    }
    boolean isShort = bytes < SHORT;
    long size = HEADER + (long) width * (isShort ? Short.BYTES : Integer.BYTES) + bytes;
    ByteBuffer block = room(size);
    if (count == starts.length) {
      int more = (int) Math.min(Integer.MAX_VALUE - 8L, count + (count >> 1) + 1L);
      starts = Arrays.copyOf(starts, more);
      lines = Arrays.copyOf(lines, more);
    }
    starts[count] = (long) (blocks.size() - 1) << Integer.SIZE | block.position();
    lines[count] = line;
    count++;
    block.putInt(isShort ? width : ~width); // the sign marks the width of the end offsets
    int end = 0;
    for (byte[] cell : encoded) {
      end += cell.length;
      if (isShort) {
        block.putShort((short) end);
      } else {
        block.putInt(end);
      }
    }
    for (byte[] cell : encoded) {
      block.put(cell);
    }
  }

  private ByteBuffer room(long size) {
    @Nullable ByteBuffer last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
    if (last != null && last.remaining() >= size) {
      return last;
    }
    if (size > Integer.MAX_VALUE - 8) {
      throw new DecipherException(
          "a row of " + (size >> 20) + " MB is more than a table may have; is a quote left open?");
    }
    if (last != null) {
      stored += last.capacity();
    }
    int capacity = (int) Math.max(FIRST_BLOCK << Math.min(DOUBLINGS, blocks.size()), size);
    ByteBuffer next =
        stored + capacity <= onHeap
            ? ByteBuffer.allocate(capacity)
            : temporary.allocate(capacity, "a table of more than " + (stored >> 20) + " MB");
    blocks.add(next);
    return next;
  }

  /** Ends appending. Mapped blocks remain readable. */
  void seal() {
    temporary.close();
  }

  /** Returns the number of rows. */
  int count() {
    return count;
  }

  /** Returns the line of the file where a row begins, from 1. */
  int line(int row) {
    return lines[row];
  }

  /** Returns the number of cells in a row. */
  int width(int row) {
    int width = block(row).getInt(offset(row));
    return width < 0 ? ~width : width;
  }

  /** Returns a cell. */
  String cell(int row, int column) {
    ByteBuffer block = block(row);
    int at = offset(row);
    int head = block.getInt(at);
    int width = head < 0 ? ~head : head;
    int ends = at + HEADER;
    int from = column == 0 ? 0 : end(block, ends, column - 1, head < 0);
    int to = end(block, ends, column, head < 0);
    int cells = ends + width * (head < 0 ? Integer.BYTES : Short.BYTES);
    if (block.hasArray()) {
      return new String(
          block.array(), block.arrayOffset() + cells + from, to - from, StandardCharsets.UTF_8);
    }
    byte[] bytes = new byte[to - from];
    block.get(cells + from, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Returns all cells of a row. */
  String[] cells(int row) {
    String[] cells = new String[width(row)];
    Arrays.setAll(cells, column -> cell(row, column));
    return cells;
  }

  private ByteBuffer block(int row) {
    return blocks.get((int) (starts[row] >>> Integer.SIZE));
  }

  private int offset(int row) {
    return (int) starts[row];
  }

  private static int end(ByteBuffer block, int ends, int column, boolean wide) {
    return wide
        ? block.getInt(ends + column * Integer.BYTES)
        : Short.toUnsignedInt(block.getShort(ends + column * Short.BYTES));
  }
}
