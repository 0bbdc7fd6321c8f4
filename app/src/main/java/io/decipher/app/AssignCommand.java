package io.decipher.app;

import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Plugins;
import io.decipher.runtime.Matrices;
import io.decipher.runtime.SavedClustering;
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
    FloatMatrix matrix = Matrices.read(points);
    FoundClasses found =
        Interruption.guard(
            0,
            output,
            spec.commandLine().getErr(),
            context -> groups.assign(matrix, context, output));
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
