// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Examines a plugin before it is installed. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Examines a plugin: its layer, names, settings, services file, versions, digest, licence.",
      "Then creates it with its defaults and runs it on a little synthetic data, to check what its"
          + " kind guarantees. The contract of decipher-testkit checks more (`mvn verify`)."
    })
final class PluginsVerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PATH", description = "A jar, or a folder of jars.")
  private Path plugin;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "A setting of the plugin in addition to its defaults, e.g. -D file=points.txt")
  private List<String> assignments = new ArrayList<>();

  @Spec private CommandSpec spec;

  PluginsVerifyCommand() {}

  @Override
  public Integer call() {
    PluginVerification verification =
        PluginVerification.of(plugin, ConfigurationOptions.assigned(assignments));
    verification
        .lines()
        .forEach(line -> spec.commandLine().getOut().println(TerminalText.of(line)));
    return verification.holds() ? 0 : Main.FAILED;
  }
}
