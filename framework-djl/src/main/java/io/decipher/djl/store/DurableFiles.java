// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * File operations that reach the disk, not only the system's cache, before anything relies on them:
 * after a power failure a renamed file has the new content or the old, but is never empty.
 */
final class DurableFiles {
  private static final boolean WINDOWS =
      System.getProperty("os.name", "").toLowerCase(java.util.Locale.ROOT).startsWith("win");

  private DurableFiles() {}

  /** Creates a file for writing; a link of that name is replaced, not followed. */
  static FileChannel create(Path file) throws IOException {
    Files.deleteIfExists(file);
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /**
   * Moves a file that has been written and forced over {@code to}, such that the move survives a
   * power failure.
   */
  static void replace(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
    forceParent(to);
  }

  /** Forces the entry of a file or directory to the disk. */
  static void forceParent(Path entry) throws IOException {
    Path parent = entry.toAbsolutePath().getParent();
    if (parent != null) {
      force(parent);
    }
  }

  /** Forces the entries of a directory to the disk; Windows does so itself. */
  static void force(Path directory) throws IOException {
    if (!WINDOWS) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
