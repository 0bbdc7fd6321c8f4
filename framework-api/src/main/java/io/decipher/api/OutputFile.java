// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What is wrong where a file cannot be written. */
public final class OutputFile {
  /** What nobody writes a run in, whatever the system calls the reason in its own language. */
  private static final long HARDLY_ANY = 64 << 10;

  private OutputFile() {}

  /**
   * Returns why a file cannot be written: in words that go on after a colon, without a full stop.
   * Where the disk is full, they say how much is free there, which is less than the file takes.
   *
   * @param file the file, or the directory of files, that need not be there
   * @param e what the system said
   */
  public static String problem(Path file, IOException e) {
    IOException cause = innermost(e);
    String message = cause.getMessage();
    String kind = cause.getClass().getSimpleName().replace("Exception", "");
    String reason =
        message != null && (kind.equals("IO") || kind.equals("FileSystem"))
            ? message
            : kind + (message == null ? "" : ": " + message);
    if (!isDiskFull(file, e)) {
      return reason;
    }
    long free = free(file);
    return free < 0 ? reason : reason + ": " + size(free) + " are free there, and more is needed";
  }

  /** Returns whether a file cannot be written because its disk, or the user's share, is full. */
  public static boolean isDiskFull(Path file, IOException e) {
    String message = String.valueOf(innermost(e).getMessage()).toLowerCase(Locale.ROOT);
    long free = free(file);
    return message.contains("no space left")
        || message.contains("not enough space")
        || message.contains("quota exceeded")
        || (free >= 0 && free < HARDLY_ANY);
  }

  /**
   * Returns what the system said, where a writer of pictures, say, says that it could not write.
   */
  private static IOException innermost(IOException e) {
    IOException innermost = e;
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException inner && inner.getMessage() != null) {
        innermost = inner;
      }
    }
    return innermost;
  }

  /** Returns how many bytes a user may still write where a file is to be; -1 if that is unknown. */
  private static long free(Path file) {
    for (Path at = file.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        try {
          return Files.getFileStore(at).getUsableSpace();
        } catch (IOException | SecurityException unknown) {
          return -1;
        }
      }
    }
    return -1;
  }

  private static String size(long bytes) {
    return bytes < 10_000_000
        ? String.format(Locale.ROOT, "%,d kB", bytes / 1000)
        : String.format(Locale.ROOT, "%,d MB", bytes / 1_000_000);
  }
}
