// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Memory-mapped blocks of a temporary file, for values that are computed once and exceed the heap.
 * The file is created in {@code java.io.tmpdir} with the first block. It is deleted right away, or
 * where an open file cannot be deleted, on {@link #close} or when the process ends; its disk space
 * is freed when no block is in use any more.
 *
 * <p>Blocks are allocated by one thread; any number of threads may read and write them.
 */
public final class TemporaryBuffers implements AutoCloseable {
  private static final int ZEROS = 1 << 18;

  private final Path directory;
  private @Nullable FileChannel file; // null before the first block

  /** Creates no file yet. */
  public TemporaryBuffers() {
    this(Path.of(System.getProperty("java.io.tmpdir", ".")));
  }

  TemporaryBuffers(Path directory) {
    this.directory = directory;
  }

  /**
   * Returns a new block of zeros, big-endian, which remains readable and writable after {@link
   * #close}.
   *
   * @param bytes its size in bytes, 0 or more
   * @param content what the block is a part of, for the error message, such as "300 MB of images"
   * @throws DecipherException if there is no room, or the file cannot be created
   */
  public ByteBuffer allocate(int bytes, String content) {
    try {
      FileChannel open = file;
      if (open == null) {
        open = create();
        file = open;
      }
      long at = open.size();
      fill(open, at, bytes);
      return open.map(FileChannel.MapMode.READ_WRITE, at, bytes);
    } catch (IOException e) {
      throw new DecipherException(
          directory
              + ": cannot hold "
              + content
              + " ("
              + OutputFile.problem(directory, e)
              + "); make room, or name another folder by -Djava.io.tmpdir",
          e);
    }
  }

  private FileChannel create() throws IOException {
    Path path = Files.createTempFile(directory, "decipher-", ".tmp");
    path.toFile().deleteOnExit(); // where an open file cannot be deleted
    return FileChannel.open(
        path,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.DELETE_ON_CLOSE);
  }

  /** Writes zeros: writing to a mapped page for which the disk has no room ends the process. */
  private static void fill(FileChannel file, long at, int bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate(Math.min(bytes, ZEROS));
    for (long written = 0; written < bytes; ) {
      zeros.rewind().limit((int) Math.min(zeros.capacity(), bytes - written));
      written += file.write(zeros, at + written);
    }
  }

  /**
   * Ends allocating; blocks remain readable and writable.
   *
   * @throws DecipherException if the file cannot be closed
   */
  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw new DecipherException(
          directory
              + ": a temporary file cannot be closed ("
              + OutputFile.problem(directory, e)
              + ")",
          e);
    }
  }
}
