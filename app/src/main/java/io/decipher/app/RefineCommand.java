// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.report.ReportSamples;
import io.decipher.report.corrections.PairSplitter;
import io.decipher.report.corrections.Refinement;
import io.decipher.runtime.Recognition;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Applies the corrections of a run. */
@Command(
    name = "refine",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Applies the corrections that were made in `decipher explore`, learns from them, and"
          + " writes the resulting classes to a new directory, which can be explored in turn."
          + " Answers about pairs merge and split classes. What you decided is kept, and where"
          + " you decided nothing, nothing changes.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  decipher refine runs/finch -o runs/finch-refined",
      "      labels.npy, names.json, items.csv (one line per sample), changes.csv (old to new)"
    })
final class RefineCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The directory of a run with corrections.")
  private Path run;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description =
          "Where to write; must be empty or new (default: RUN-refined, or RUN-refined-2, …).")
  private @Nullable Path output;

  @Option(
      names = "--exactly",
      description = "Apply the corrections exactly as they were made, and learn nothing from them.")
  private boolean exactly;

  @Spec private CommandSpec spec;

  RefineCommand() {}

  @Override
  public Integer call() {
    Path run = this.run.normalize();
    Path directory = OutputDirectory.of(output, run.resolveSibling(run.getFileName() + "-refined"));
    Plugins plugins = Plugins.discover();
    Refinement refinement =
        exactly
            ? Refinement.of(run)
            : Refinement.learned(run, splitter(plugins), RunContext.seeded(0));
    Reports.tellEdited(run, spec.commandLine().getErr());
    ReportSamples samples = RunSamples.of(run, plugins);
    refinement.write(
        run,
        directory,
        samples::name,
        to -> Recognition.keepRefined(run, Refinement.labels(run), refinement.labels(), to));
    Reports.write(directory, samples, spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d classes in %,d samples, %,d of them noise, by %d corrections; written to %s%n",
        refinement.labels().classes(),
        refinement.labels().size(),
        refinement.labels().noise(),
        refinement.corrections(),
        directory);
    refinement.learned().forEach(sentence -> out.println("  " + sentence));
    out.println("   old    new   samples  name");
    for (Refinement.Move move : refinement.moves()) {
      out.printf(
          Locale.ROOT,
          "%6s %6s %,9d  %s%n",
          number(move.from()),
          number(move.to()),
          move.samples(),
          refinement.names().getOrDefault(move.to(), ""));
    }
    return 0;
  }

  private PairSplitter splitter(Plugins plugins) {
    Optional<TreeSplitter> splitter = TreeSplitter.of(run, plugins);
    return (members, first, second) -> splitter.flatMap(tree -> tree.part(members, first, second));
  }

  private static String number(int label) {
    return label < 0 ? "noise" : Integer.toString(label);
  }
}
