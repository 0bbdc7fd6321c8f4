// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.report.ResultReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the report page of a finished run. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes report.html of a run that has ended: one file that needs no network, to look at what"
          + " was found. discover, train and cluster write it themselves, and so do commands that"
          + " measure: judge, evaluate, anomalies, denoise.",
      ""
    },
    footer = {"", "Example:", "  decipher report runs/mnist"})
final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The directory of a run.")
  private Path run;

  @Option(
      names = "--points",
      paramLabel = "POINTS",
      description = "For a run of `decipher cluster`: the matrix that it clustered, for the map.")
  private @Nullable Path points;

  @Spec private CommandSpec spec;

  ReportCommand() {}

  @Override
  public Integer call() {
    if (ResultReport.isIn(run)) {
      if (points != null) {
        throw new ParameterException(
            spec.commandLine(),
            "--points goes with a run of `decipher cluster`, and "
                + run
                + " is none; leave it out");
      }
      spec.commandLine().getOut().println(Reports.writeResult(run));
      return 0;
    }
    Reports.tellEdited(run, spec.commandLine().getErr());
    spec.commandLine()
        .getOut()
        .println(Reports.write(run, RunSamples.of(run, Plugins.discover(), points)));
    return 0;
  }
}
