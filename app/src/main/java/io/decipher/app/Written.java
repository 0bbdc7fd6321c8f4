// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.DecipherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Describes the contents of an output directory, naming only files that exist. */
final class Written {
  private static final int NAMED = 3;

  private Written() {}

  /**
   * Returns {@code "runs/mnist: report.html, items.csv, classes.png and 20 more"}.
   *
   * @param wanted the files of most interest; the first three that exist are named
   */
  static String in(Path directory, String... wanted) {
    if (!Files.isDirectory(directory)) {
      return directory.toString();
    }
    List<String> there;
    try (Stream<Path> files = Files.list(directory)) {
      there =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> !name.startsWith("."))
              .toList();
    } catch (IOException e) {
      throw new DecipherException(directory + ": cannot be listed: " + e.getMessage(), e);
    }
    List<String> named = Stream.of(wanted).filter(there::contains).limit(NAMED).toList();
    int more = there.size() - named.size();
    String names = named.stream().collect(Collectors.joining(", "));
    return directory
        + ": "
        + (named.isEmpty()
            ? there.size() + " files"
            : names + (more == 0 ? "" : " and " + more + " more"));
  }
}
