// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.DecipherException;
import io.decipher.api.PluginFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The folder of plugins that this program was started with. */
final class InstalledPlugins {
  private InstalledPlugins() {}

  static Path folder() {
    String folder = System.getProperty(PluginFolder.PROPERTY, "");
    if (folder.isBlank()) {
      throw new DecipherException(
          "there is no folder of plugins; start bin/decipher, or java with -D"
              + PluginFolder.PROPERTY
              + "=FOLDER");
    }
    return Path.of(folder);
  }

  static void delete(Path path) throws IOException {
    try (Stream<Path> tree = Files.walk(path)) { // which follows no link
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
