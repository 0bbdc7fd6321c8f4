package io.decipher.app;

import io.decipher.api.CancellationToken;
import io.decipher.api.FoundClasses;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.runtime.Matrices;
import io.decipher.runtime.SavedClustering;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which found group new points belong to. */
@Command(
    name = "assign",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says which group, of those that `decipher cluster` found, new points belong to.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher assign -m groups new.npy -o assigned",
      "      assigned/labels.npy: the group of each new point, -1 for none; strengths.npy: how firmly",
      "",
      "The points that were clustered get the very groups they were given."
    })
final class AssignCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "POINTS",
      description = "A matrix in .npy, or numbers in text, with the columns that were clustered.")
  private Path points;

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "RUN",
      description = "The directory that `decipher cluster` wrote.")
  private Path run;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Where to write; must be empty or new.")
  private Path output;

  @Spec private CommandSpec spec;

  AssignCommand() {}

  @Override
  public Integer call() {
    SavedClustering groups = SavedClustering.load(run, Plugins.discover());
    PrintWriter err = spec.commandLine().getErr();
    CancellationToken cancel = new CancellationToken();
    FoundClasses found =
        Interruption.guard(
            cancel,
            output,
            err,
            () -> {
              try (Console console = Console.of(err)) {
                return groups.assign(
                    Matrices.read(points), new RunContext(0, console, cancel), output);
              }
            });
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%,d points, %,d of them in no group; written to %s%n",
            found.labels().size(),
            found.labels().noise(),
            output);
    return 0;
  }
}
