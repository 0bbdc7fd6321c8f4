// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.api.Plugins.Description;
import io.decipher.api.SkippedPlugin;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the available plugins, and manages them. */
@Command(
    name = "plugins",
    mixinStandardHelpOptions = true,
    subcommands = {
      PluginsCommand.ListCommand.class,
      PluginsNewCommand.class,
      PluginsVerifyCommand.class,
      PluginsInstallCommand.class,
      PluginsRemoveCommand.class
    },
    description = {
      "Lists the plugins found, with module, version and jar; and what is skipped, with the"
          + " reason.",
      "A plugin is found if its jar, or a folder with the jar and its dependencies, is in the"
          + " folder plugins beside bin, or if it is on the module path."
    })
final class PluginsCommand implements Callable<Integer> {
  /** Values that {@code features} accepts besides plugins. */
  private static final List<List<String>> BUILT_IN =
      List.of(
          List.of(
              "feature", "auto", "Chooses among the features that plugins propose", "-", "-", "-"),
          List.of("feature", "latent", "The model's latents of the samples", "-", "-", "-"));

  @Spec private CommandSpec spec;

  PluginsCommand() {}

  /** The same as an explicit subcommand. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the plugins found, and what is skipped, like `decipher plugins`.")
  static final class ListCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    ListCommand() {}

    @Override
    public Integer call() {
      return list(spec.commandLine().getOut());
    }
  }

  @Override
  public Integer call() {
    return list(spec.commandLine().getOut());
  }

  private static int list(PrintWriter out) {
    Plugins plugins = Plugins.discover();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("KIND", "NAME", "DESCRIPTION", "MODULE", "VERSION", "JAR"));
    for (Description plugin : plugins.all()) {
      rows.add(
          List.of(
              plugin.kind().title(),
              plugin.name(),
              plugin.description(),
              plugin.module(),
              plugin.version(),
              plugin.jar()));
    }
    rows.addAll(BUILT_IN);
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
      out.println(TerminalText.of(line.toString()));
    }
    if (!plugins.skipped().isEmpty()) {
      out.println();
      out.println("SKIPPED");
      for (SkippedPlugin skipped : plugins.skipped()) {
        out.println(TerminalText.of(skipped.jar()));
        out.println("  why         " + TerminalText.of(skipped.reason()));
        out.println("  what to do  " + TerminalText.of(skipped.remedy()));
      }
    }
    return 0;
  }
}
