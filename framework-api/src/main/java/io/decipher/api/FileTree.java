// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Operations on a file, or on a directory and everything in it. */
public final class FileTree {
  private FileTree() {}

  /**
   * Deletes a file, or a directory and everything in it, if it exists. Symbolic links are deleted,
   * not followed.
   *
   * @throws IOException if something cannot be deleted; other files may already have been deleted
   */
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> inner;
    try (Stream<Path> tree = Files.walk(path)) { // does not follow links
      inner = tree.sorted(Comparator.reverseOrder()).toList(); // contents before their directory
    }
    for (Path each : inner) {
      Files.deleteIfExists(each);
    }
  }
}
