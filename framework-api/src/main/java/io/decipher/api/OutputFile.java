// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Describes why a file cannot be written. */
public final class OutputFile {
  /**
   * Less free space than any run needs, which identifies a full disk when the system's message is
   * in another language.
   */
  private static final long HARDLY_ANY = 64 << 10;

  private OutputFile() {}

  /**
   * Returns why a file cannot be written, as text that follows a colon, without a full stop. If the
   * disk is full, it includes the free space.
   *
   * @param file the file or directory, which need not exist
   * @param e the exception of the system
   */
  public static String problem(Path file, IOException e) {
    String reason = DecipherException.reason(innermost(e));
    if (!isDiskFull(file, e)) {
      return reason;
    }
    long free = free(file);
    return free < 0 ? reason : reason + ": " + size(free) + " are free there, but more is needed";
  }

  /** Returns whether a file cannot be written because its disk or the user's quota is full. */
  public static boolean isDiskFull(Path file, IOException e) {
    String message = String.valueOf(innermost(e).getMessage()).toLowerCase(Locale.ROOT);
    long free = free(file);
    return message.contains("no space left")
        || message.contains("not enough space")
        || message.contains("quota exceeded")
        || (free >= 0 && free < HARDLY_ANY);
  }

  /** Returns the underlying exception of the system, which libraries such as image writers wrap. */
  private static IOException innermost(IOException e) {
    IOException innermost = e;
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException inner && inner.getMessage() != null) {
        innermost = inner;
      }
    }
    return innermost;
  }

  /** Returns the number of bytes a user can still write at a path; -1 if unknown. */
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
