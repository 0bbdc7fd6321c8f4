// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.api.Plugins.Description;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the plugins on the module path. */
@Command(
    name = "plugins",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the plugins found: kind, name, description, module, version, jar.",
      "A plugin counts once its jar is in the folder plugins beside bin, or on the module path."
    })
final class PluginsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  PluginsCommand() {}

  @Override
  public Integer call() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("KIND", "NAME", "DESCRIPTION", "MODULE", "VERSION", "JAR"));
    for (Description plugin : Plugins.discover().all()) {
      rows.add(
          List.of(
              plugin.kind().title(),
              plugin.name(),
              plugin.description(),
              plugin.module(),
              plugin.version(),
              plugin.jar()));
    }
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int j = 0; j < columns; j++) {
        widths[j] = Math.max(widths[j], row.get(j).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int j = 0; j < columns; j++) {
        line.append(row.get(j));
        if (j < columns - 1) {
          line.append(" ".repeat(widths[j] - row.get(j).length() + 2));
        }
      }
      spec.commandLine().getOut().println(line);
    }
    return 0;
  }
}
