// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at a plugin before it is put where plugins are. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at a plugin: its layer, names, settings, services file, versions, digest, licence.",
      "Whether it computes what it should, its contract of decipher-testkit says (`mvn verify`)."
    })
final class PluginsVerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PATH", description = "A jar, or a folder of jars.")
  private Path plugin;

  @Spec private CommandSpec spec;

  PluginsVerifyCommand() {}

  @Override
  public Integer call() {
    PluginVerification verification = PluginVerification.of(plugin);
    verification
        .lines()
        .forEach(line -> spec.commandLine().getOut().println(TerminalText.of(line)));
    return verification.holds() ? 0 : Main.FAILED;
  }
}
