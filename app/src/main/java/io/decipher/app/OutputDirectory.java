// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a command writes: what a person named, or the usual place with a number if need be. */
final class OutputDirectory {
  private OutputDirectory() {}

  /**
   * Returns where to write.
   *
   * @param named by {@code -o}; nothing if it was not given
   * @param usual where to write without it, if it is not there yet
   */
  static Path of(@Nullable Path named, Path usual) {
    return named == null ? free(usual) : named;
  }

  /** Returns the directory, or the first of DIR-2, DIR-3, … that is not there yet. */
  private static Path free(Path wanted) {
    Path candidate = wanted;
    for (int number = 2; Files.exists(candidate); number++) {
      candidate = wanted.resolveSibling(wanted.getFileName() + "-" + number);
    }
    return candidate;
  }
}
