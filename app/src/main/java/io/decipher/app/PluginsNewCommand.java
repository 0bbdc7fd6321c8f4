// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the Maven project of a working plugin, as a starting point. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a Maven project of a working plugin: code, settings, services file, contract test.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  decipher plugins new clusterer my-clusterer",
      "      my-clusterer/: change it, then `mvn verify` and `decipher plugins install`"
    })
final class PluginsNewCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description =
          "dataset, reader, preprocessor, feature, projector, clusterer, model, model-djl or"
              + " evaluator.")
  private String kind;

  @Parameters(
      index = "1",
      paramLabel = "NAME",
      description = "Its name in configurations: lower-case words joined by hyphens.")
  private String name;

  @Option(
      names = "--package",
      paramLabel = "PACKAGE",
      description = "Its package and module (default: org.example. and the name).")
  private @Nullable String inPackage;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where to write (default: NAME).")
  private @Nullable Path output;

  @Spec private CommandSpec spec;

  PluginsNewCommand() {}

  @Override
  public Integer call() {
    String home =
        inPackage == null
            ? "org.example." + name.replace("-", "").toLowerCase(Locale.ROOT)
            : inPackage;
    PluginTemplate template = new PluginTemplate(kind, name, home);
    Path directory = output == null ? Path.of(name) : output;
    template.write(directory);
    var out = spec.commandLine().getOut();
    template.files().keySet().forEach(file -> out.println(directory.resolve(file)));
    out.println();
    out.println("next, after `mvn install -DskipTests` in Decipher's own source folder:");
    out.println("  mvn -q -f " + directory + " verify");
    out.println("  decipher plugins install " + directory.resolve("target").resolve(name));
    return 0;
  }
}
