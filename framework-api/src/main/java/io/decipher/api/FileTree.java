// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A file, or a directory with all that it holds. */
public final class FileTree {
  private FileTree() {}

  /**
   * Deletes a file, or a directory with all that it holds, if it is there. Links are deleted; what
   * they lead to stays.
   *
   * @throws IOException if something cannot be deleted; some of the rest is gone by then
   */
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> inner;
    try (Stream<Path> tree = Files.walk(path)) { // which follows no link
      inner = tree.sorted(Comparator.reverseOrder()).toList(); // what a directory holds before it
    }
    for (Path each : inner) {
      Files.deleteIfExists(each);
    }
  }
}
