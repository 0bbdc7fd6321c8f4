// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a command writes: the directory given by the user, or the default one, numbered if needed.
 */
final class OutputDirectory {
  private OutputDirectory() {}

  /**
   * Returns where to write.
   *
   * @param named the value of {@code -o}; {@code null} if it was not given
   * @param usual the default, if it does not exist yet
   */
  static Path of(@Nullable Path named, Path usual) {
    return named == null ? free(usual) : named;
  }

  /** Returns the directory, or the first of DIR-2, DIR-3, … that does not exist yet. */
  private static Path free(Path wanted) {
    Path candidate = wanted;
    for (int number = 2; Files.exists(candidate); number++) {
      candidate = wanted.resolveSibling(wanted.getFileName() + "-" + number);
    }
    return candidate;
  }
}
