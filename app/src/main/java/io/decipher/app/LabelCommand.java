// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.ConfigurationException;
import io.decipher.api.Plugins;
import io.decipher.runtime.Labelling;
import io.decipher.runtime.report.LabellingReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Labels all samples of a run from a few labelled ones. */
@Command(
    name = "label",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Labels all samples of a run from the few that you label: by the classes that the run found,"
          + " by the graph of its latents, by a linear probe on them, by prototypes, and by"
          + " training the model's own encoder on the labels: frozen, unfrozen and, for comparison,"
          + " from scratch.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher label -m runs/mnist --labels few.csv -o labelled",
      "      few.csv: name,class, one row per sample that you know (the run's items.csv has"
          + " the names;",
      "      a column row, counting from 0, works too). labelled/labelled.csv: one label per"
          + " sample,",
      "      and what each method says; labels.npy: the same as numbers, in the order of"
          + " their names",
      "  decipher label -m runs/mnist --labels few.csv --by spreading -o labelled",
      "      by one method, whatever the others say",
      "",
      "The best method is chosen by cross-validation on the given labels, once each label is"
          + " given at least twice; otherwise the classes that the run found are used. The run"
          + " and its model stay as they are: labels are used by this command only."
    })
final class LabelCommand implements Callable<Integer> {
  @Mixin private RunOption run;

  @Option(
      names = "--labels",
      required = true,
      paramLabel = "FILE",
      description = "A table with columns name (or row) and class, for a few samples.")
  private Path labels;

  @Option(
      names = "--by",
      paramLabel = "WAY",
      description =
          "classes, spreading, probe, prototypes, frozen, unfrozen or scratch (default: the one"
              + " that tests best).")
  private @Nullable String way;

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "N",
      description = "The seed of the methods that train (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--quick",
      description = "Leave out the methods that train, which take most of the time.")
  private boolean quick;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where to write; must be empty or new (default: labelled, or labelled-2, …).")
  private @Nullable Path output;

  @Spec private CommandSpec spec;

  LabelCommand() {}

  @Override
  public Integer call() {
    if (way != null && !Labelling.WAYS.contains(way)) {
      throw new ConfigurationException(
          List.of(
              "--by must be one of "
                  + String.join(", ", Labelling.WAYS)
                  + ", but was '"
                  + way
                  + "'"));
    }
    List<String> ways = quick ? Labelling.QUICK : Labelling.WAYS;
    if (way != null && !ways.contains(way)) {
      throw new ConfigurationException(
          List.of("--by " + way + " trains, which --quick leaves out; drop one of the two"));
    }
    Path directory = OutputDirectory.of(output, Path.of("labelled"));
    LabellingReport report =
        Interruption.guard(
            seed,
            directory,
            spec.commandLine().getErr(),
            context -> {
              try (Labelling labelling =
                  Labelling.load(run.directory(), Plugins.discover(), context)) {
                return labelling.label(labels, ways, Optional.ofNullable(way), context, directory);
              }
            });
    Reports.writeResult(directory, spec.commandLine().getErr());
    report.lines().forEach(spec.commandLine().getOut()::println);
    spec.commandLine()
        .getOut()
        .println(
            Written.in(directory, "report.html", "labelled.csv", "labelled.parquet", "labels.npy"));
    return 0;
  }
}
