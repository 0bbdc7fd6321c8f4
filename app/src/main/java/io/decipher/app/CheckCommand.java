// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.runtime.ConfigurationCheck;
import io.decipher.runtime.report.CheckReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tries out a configuration on one batch. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tries out a configuration before a full run: reads the data, shows the model layer by layer,"
          + " lets it overfit one batch, and reports what looks wrong. Takes less than a minute,"
          + " and writes nothing.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher check -c my.conf",
      "  decipher check --preset quick -D decipher.model.fit.learning-rate=0.01",
      "",
      "Exit codes: 0 nothing looks wrong, 1 something does, 2 wrong usage or configuration."
    })
final class CheckCommand implements Callable<Integer> {
  @Mixin private ConfigurationOptions options;

  @Spec private CommandSpec spec;

  CheckCommand() {}

  @Override
  public Integer call() {
    ConfigurationCheck check = ConfigurationCheck.of(options.settings(), Plugins.discover());
    CheckReport report = Interruption.guard(check.seed(), spec.commandLine().getErr(), check::run);
    spec.commandLine().getOut().print(CheckText.of(report));
    spec.commandLine().getOut().flush();
    return report.allIsWell() ? 0 : Main.FAILED;
  }
}
