// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.DecipherException;
import io.decipher.api.PluginFolder;
import java.nio.file.Path;

/** The folder of plugins that this program was started with. */
final class InstalledPlugins {
  private InstalledPlugins() {}

  static Path folder() {
    String folder = System.getProperty(PluginFolder.PROPERTY, "");
    if (folder.isBlank()) {
      throw new DecipherException(
          "there is no plugin folder; start bin/decipher, or java with -D"
              + PluginFolder.PROPERTY
              + "=FOLDER");
    }
    return Path.of(folder);
  }
}
