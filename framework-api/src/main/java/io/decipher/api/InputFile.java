// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.nio.file.Files;
import java.nio.file.Path;

/** What is wrong with a path that is to name a file to read. */
public final class InputFile {
  private InputFile() {}

  /**
   * Returns why a path is no file that can be read from its start to its end more than once, and
   * whose size is known: in words that go on after the path.
   *
   * @param path that is no regular file
   */
  public static String problem(Path path) {
    if (Files.isDirectory(path)) {
      return "is a folder";
    }
    return Files.exists(path)
        ? "is a pipe or a device, which can be read only once; save what it gives to a file first"
        : "there is no such file";
  }

  /** Returns whether a path names something that is neither a file nor a folder. */
  public static boolean isPipe(Path path) {
    return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
  }
}
