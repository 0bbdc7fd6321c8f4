// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.DecipherException;
import io.decipher.api.FileTree;
import io.decipher.api.PluginFolder;
import io.decipher.api.Plugins;
import io.decipher.api.Plugins.Description;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes a plugin from the folder of plugins. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = "Deletes a plugin from the folder plugins, unless it is one of Decipher's own.")
final class PluginsRemoveCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME",
      description =
          "Its jar or folder in plugins, or its module, as `decipher plugins` shows them.")
  private String name;

  @Spec private CommandSpec spec;

  PluginsRemoveCommand() {}

  @Override
  public Integer call() {
    Path plugins = InstalledPlugins.folder();
    Path found =
        entries(plugins).stream()
            .filter(this::isMeant)
            .findFirst()
            .orElseThrow(
                () ->
                    new DecipherException(
                        "no plugin in "
                            + plugins
                            + " is called '"
                            + name
                            + "'; `decipher plugins` shows what is there"));
    for (Description plugin : Plugins.of(PluginFolder.ofOne(found)).all()) {
      if (plugin.module().startsWith("io.decipher.")) {
        throw new DecipherException(
            found + " is a part of Decipher; delete it by hand if you want to do without it");
      }
    }
    try {
      FileTree.delete(found);
    } catch (IOException e) {
      throw new DecipherException(found + " cannot be deleted: " + e, e);
    }
    spec.commandLine().getOut().println("removed: " + found);
    return 0;
  }

  private boolean isMeant(Path entry) {
    String file = String.valueOf(entry.getFileName());
    return file.equals(name)
        || file.equals(name + ".jar")
        || Plugins.of(PluginFolder.ofOne(entry)).all().stream()
            .anyMatch(plugin -> plugin.module().equals(name));
  }

  private static List<Path> entries(Path plugins) {
    try (Stream<Path> files = Files.list(plugins)) {
      return files
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DecipherException(plugins + " cannot be listed: " + e, e);
    }
  }
}
