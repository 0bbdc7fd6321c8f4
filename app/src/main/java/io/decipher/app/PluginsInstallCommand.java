// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.DecipherException;
import io.decipher.api.FileTree;
import io.decipher.api.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Installs a plugin into the folder of plugins, if nothing is wrong with it. */
@Command(
    name = "install",
    mixinStandardHelpOptions = true,
    description = {
      "Installs a plugin into the folder plugins, after `verify`. Install only what you would run:",
      "a plugin is code with your rights.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher plugins install mine.jar",
      "  decipher plugins install mine.jar commons-csv.jar    into a folder mine",
      "  decipher plugins install target/my-clusterer         a folder as it is"
    })
final class PluginsInstallCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "A plugin's jar and its dependencies, or a folder of jars.")
  private List<Path> parts = new ArrayList<>();

  @Spec private CommandSpec spec;

  PluginsInstallCommand() {}

  @Override
  public Integer call() {
    Path plugins = InstalledPlugins.folder();
    for (Path part : parts) {
      if (!Files.exists(part) || (parts.size() > 1 && Files.isDirectory(part))) {
        throw new DecipherException(
            part + ": is not a jar; name a plugin's jar and the jars that it needs, or one folder");
      }
    }
    String first = String.valueOf(parts.get(0).toAbsolutePath().normalize().getFileName());
    String name = parts.size() > 1 ? first.replaceFirst("\\.jar$", "") : first;
    Path target = plugins.resolve(name);
    if (Files.exists(target)) {
      throw new DecipherException(
          target + " is already installed; run `decipher plugins remove " + name + "` first");
    }
    try {
      return install(plugins, target);
    } catch (IOException e) {
      throw new DecipherException(
          plugins + " cannot be written: " + OutputFile.problem(plugins, e), e);
    }
  }

  private int install(Path plugins, Path target) throws IOException {
    Files.createDirectories(plugins);
    Path staged = Files.createTempDirectory(plugins, "."); // hidden, so not yet a plugin
    try {
      Path copy = staged.resolve(target.getFileName());
      if (parts.size() == 1 && !Files.isDirectory(parts.get(0))) {
        Files.copy(parts.get(0), copy);
      } else {
        Files.createDirectory(copy);
        for (Path jar : parts.size() > 1 ? parts : jars(parts.get(0))) {
          Files.copy(jar, copy.resolve(jar.getFileName()));
        }
      }
      PluginVerification verification = PluginVerification.untried(copy);
      verification
          .lines()
          .forEach(line -> spec.commandLine().getOut().println(TerminalText.of(line)));
      if (!verification.holds()) {
        throw new DecipherException("nothing is installed, for the reasons above");
      }
      Files.move(copy, target);
    } finally {
      FileTree.delete(staged);
    }
    spec.commandLine().getOut().println("installed: " + target);
    return 0;
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }
}
