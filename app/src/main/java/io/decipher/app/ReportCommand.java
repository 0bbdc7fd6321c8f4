// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the page of a run that has ended. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes report.html of a run that has ended: one file that needs no network, to look at what"
          + " was found. discover, train and cluster write it themselves.",
      ""
    },
    footer = {"", "Example:", "  decipher report runs/mnist"})
final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The directory of a run.")
  private Path run;

  @Option(
      names = "--points",
      paramLabel = "POINTS",
      description = "Of a run of `decipher cluster`: the matrix that it clustered, for the map.")
  private @Nullable Path points;

  @Spec private CommandSpec spec;

  ReportCommand() {}

  @Override
  public Integer call() {
    Reports.tellEdited(run, spec.commandLine().getErr());
    spec.commandLine()
        .getOut()
        .println(Reports.write(run, RunSamples.of(run, Plugins.discover(), points)));
    return 0;
  }
}
