// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import io.decipher.api.FileTree;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * A directory whose files survive a crash. Each is written under a temporary name, forced to disk
 * and renamed atomically, so that a process that is killed, or a full disk, leaves only complete
 * files: the new content or the old.
 *
 * @param path an existing directory
 */
record DurableDirectory(Path path) {
  static final String PART = ".part";

  private static final String OLD = ".old";

  private static final boolean WINDOWS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  /** Writes a file, or a directory of files, to a temporary location. */
  @FunctionalInterface
  interface Writing {
    void to(Path file) throws IOException;
  }

  /** Writes a file, or a directory and its content, atomically. */
  void write(String name, Writing writing) throws IOException {
    Path file = path.resolve(name);
    Path beside = path.resolve("." + name + PART);
    try {
      FileTree.delete(beside); // also a link of that name, which would redirect the write
      writing.to(beside);
      forceAll(beside);
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) { // cannot be replaced by a move
        Path old = path.resolve("." + name + OLD);
        FileTree.delete(old);
        Files.move(file, old, StandardCopyOption.ATOMIC_MOVE);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        FileTree.delete(old);
      } else {
        Files.move(
            beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
      force(path);
    } catch (ClosedByInterruptException e) {
      Thread.interrupted(); // represented by the exception
      CancellationException cancelled = new CancellationException("the run was interrupted");
      cancelled.initCause(e);
      throw cancelled;
    } finally {
      FileTree.delete(beside);
    }
  }

  /** Returns a subdirectory, which is created if necessary. */
  DurableDirectory within(String name) throws IOException {
    Path inner = path.resolve(name);
    if (Files.isSymbolicLink(inner)) {
      throw new IOException(
          "it is a link, and a run's directory must not contain links; remove it");
    }
    Files.createDirectories(inner);
    force(path);
    return new DurableDirectory(inner);
  }

  /** Deletes partial files of a process that was killed. */
  void removeHalfWritten() throws IOException {
    try (Stream<Path> held = Files.list(path)) {
      for (Path left : held.filter(DurableDirectory::isHalfWritten).toList()) {
        FileTree.delete(left);
      }
    }
  }

  private static boolean isHalfWritten(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(".")
        && !RunLock.NAMES.contains(name)
        && (name.endsWith(PART) || name.endsWith(OLD));
  }

  /** Deletes a file, or a directory and its content, if it exists. */
  void remove(String name) throws IOException {
    FileTree.delete(path.resolve(name));
  }

  /** Forces a file, or a directory and its content, to disk. */
  private static void forceAll(Path path) throws IOException {
    List<Path> all;
    try (Stream<Path> tree = Files.walk(path)) {
      all = tree.toList();
    }
    for (Path file : all) {
      force(file);
    }
  }

  /** A file that is renamed before it is on disk may be empty after a power failure. */
  private static void force(Path path) throws IOException {
    boolean directory = Files.isDirectory(path);
    if (directory && WINDOWS) {
      return; // directories cannot be opened there; moves are journalled
    }
    try (FileChannel channel =
        FileChannel.open(path, directory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
