// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Store for pictures as they are computed: on the heap up to 256 MB, in a temporary file beyond
 * that, which is deleted when the process ends. Rows may be written by several threads at once.
 */
final class PictureStore implements AutoCloseable {
  private static final long MOST_ON_HEAP = 1L << 28;

  private final int count;
  private final SampleType type;
  private final float[] heap; // empty if a file is used
  private final Disk disk;

  /** The temporary file, if there is one. */
  private interface Disk extends AutoCloseable {
    void put(int row, float[] values) throws IOException;

    Samples samples() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Stands in for the file when everything is on the heap. */
  private static final class None implements Disk {
    @Override
    public void put(int row, float[] values) {
      throw new IllegalStateException("all is on the heap");
    }

    @Override
    public Samples samples() {
      throw new IllegalStateException("all is on the heap");
    }

    @Override
    public void close() {}
  }

  private static final class Temporary implements Disk {
    private final int count;
    private final SampleType type;
    private final Path file;
    private final FileChannel channel;

    Temporary(int count, SampleType type) throws IOException {
      this.count = count;
      this.type = type;
      this.file = Files.createTempFile("decipher-sound-", ".f32");
      file.toFile().deleteOnExit();
      this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
    }

    @Override
    public void put(int row, float[] values) throws IOException {
      ByteBuffer bytes =
          ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      long at = (long) row * bytes.capacity();
      while (bytes.hasRemaining()) {
        channel.write(bytes, at + bytes.position());
      }
    }

    @Override
    public Samples samples() throws IOException {
      long size = (long) count * type.size() * Float.BYTES;
      if (channel.size() < size) {
        channel.write(ByteBuffer.allocate(1), size - 1); // the last rows were left out
      }
      return Samples.mapped(file, 0, count, type);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private PictureStore(int count, SampleType type, float[] heap, Disk disk) {
    this.count = count;
    this.type = type;
    this.heap = heap;
    this.disk = disk;
  }

  static PictureStore of(int count, SampleType type) {
    return of(count, type, MOST_ON_HEAP);
  }

  static PictureStore of(int count, SampleType type, long mostOnHeap) {
    long bytes = (long) count * type.size() * Float.BYTES;
    if (bytes <= mostOnHeap) {
      return new PictureStore(count, type, new float[count * type.size()], new None());
    }
    try {
      return new PictureStore(count, type, new float[0], new Temporary(count, type));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static DecipherException failed(IOException e) {
    return new DecipherException(
        System.getProperty("java.io.tmpdir")
            + ": cannot hold the spectrograms ("
            + e.getMessage()
            + "); make room, or name another folder by -Djava.io.tmpdir",
        e);
  }

  void put(int row, float[] values) {
    if (heap.length > 0) {
      System.arraycopy(values, 0, heap, row * values.length, values.length);
      return;
    }
    try {
      disk.put(row, values);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  Samples samples() {
    if (heap.length > 0) {
      return Samples.of(FloatMatrix.wrap(count, type.size(), heap), type);
    }
    try {
      return disk.samples();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    try {
      disk.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
