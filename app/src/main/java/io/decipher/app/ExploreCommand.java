// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.report.corrections.Refinement;
import io.decipher.report.explorer.ClassSplitter;
import io.decipher.report.explorer.Explorer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves the page of a run on this machine, and saves corrections. */
@Command(
    name = "explore",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows a run in a browser on this machine, where its classes can be named, merged, split and"
          + " rejected. Corrections are saved in corrections.jsonl in the run directory; `decipher"
          + " refine` applies them. Nothing leaves the machine.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher explore runs/mnist",
      "      prints an address to open; Ctrl-C ends it",
      "  decipher explore runs/finch --by ada --port 8700"
    })
final class ExploreCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The directory of a run that found classes.")
  private Path run;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Your name, which is recorded in the journal with each correction.")
  private String by = "";

  @Mixin private PortOption port;

  @Option(
      names = "--points",
      paramLabel = "POINTS",
      description = "For a run of `decipher cluster`: the matrix that it clustered, for the map.")
  private @Nullable Path points;

  @Spec private CommandSpec spec;

  ExploreCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Reports.tellEdited(run, spec.commandLine().getErr());
    Plugins plugins = Plugins.discover();
    PrintWriter out = spec.commandLine().getOut();
    try (Explorer explorer =
        Explorer.start(
            run,
            Refinement.labels(run),
            RunSamples.of(run, plugins, points),
            TreeSplitter.of(run, plugins)
                .<ClassSplitter>map(splitter -> splitter)
                .orElse(members -> Optional.empty()),
            by,
            port.port())) {
      out.println("open " + explorer.address());
      out.println("Ctrl-C ends it; corrections are kept as they are made.");
      out.flush();
      new CountDownLatch(1).await();
    }
    return 0;
  }
}
