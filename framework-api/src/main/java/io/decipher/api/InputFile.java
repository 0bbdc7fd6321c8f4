// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.nio.file.Files;
import java.nio.file.Path;

/** Describes why a path cannot be read as an input file. */
public final class InputFile {
  private InputFile() {}

  /**
   * Returns why a path is not a regular file, which can be read repeatedly and has a known size.
   * The text is a predicate that follows the path in a message.
   *
   * @param path a path that is not a regular file
   */
  public static String problem(Path path) {
    if (Files.isDirectory(path)) {
      return "is a folder";
    }
    return Files.exists(path)
        ? "is a pipe or a device, which can be read only once; save what it gives to a file first"
        : "there is no such file";
  }

  /** Returns whether a path exists but is neither a regular file nor a folder. */
  public static boolean isPipe(Path path) {
    return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
  }
}
