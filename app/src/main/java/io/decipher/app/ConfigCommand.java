// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.runtime.Discovery;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the configuration that {@code discover} would run with. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Prints the whole configuration that `discover` would run with: every setting of every part,"
          + " each with a comment. Save it, change it, and run it with -c.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher config > my.conf",
      "  decipher config --preset quick -D decipher.projector.type=pca"
    })
final class ConfigCommand implements Callable<Integer> {
  @Mixin private ConfigurationOptions options;

  @Spec private CommandSpec spec;

  ConfigCommand() {}

  @Override
  public Integer call() {
    spec.commandLine()
        .getOut()
        .print(Discovery.of(options.settings(), Plugins.discover()).configuration().render());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
