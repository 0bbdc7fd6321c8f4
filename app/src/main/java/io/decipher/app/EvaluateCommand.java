// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.runtime.Evaluation;
import io.decipher.runtime.report.EvaluationReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how well a model reconstructs test samples, and their likelihood under it. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures how well a run's model reconstructs the test samples of the run's data set,"
          + " compared with as many principal components and with the mean, and how likely they are"
          + " under it, by importance sampling. If there are no test samples, the training samples"
          + " are measured, and the output says so.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher evaluate -m runs/likelihood",
      "      squared errors; negative log-likelihood, evidence lower bound, rate, distortion, active",
      "      units (not of an autoencoder without a posterior, nor of a conditional model)",
      "  decipher evaluate -m runs/likelihood --images 200 --samples 100 -o quick-look",
      "      a rougher figure, sooner",
      "",
      "The directory holds evaluation.json, reconstruction-errors.npy (one row per sample:"
          + " the model's,",
      "principal components', the mean's) and, for images, reconstructions.png."
    })
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private RunOption run;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "Number of samples, evenly spaced (default: all).")
  private @Nullable Integer images;

  @Option(
      names = "--samples",
      defaultValue = "1000",
      paramLabel = "K",
      description = "Importance samples per sample (default: ${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "S",
      description = "The same seed gives the same result (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where to write; must be empty or new (default: RUN/evaluation, or -2, …).")
  private @Nullable Path output;

  @Spec private CommandSpec spec;

  EvaluateCommand() {}

  @Override
  public Integer call() {
    try (Evaluation evaluation = Evaluation.load(run.directory(), Plugins.discover())) {
      Path directory = OutputDirectory.of(output, evaluation.output());
      EvaluationReport report =
          Interruption.guard(
              seed,
              directory,
              spec.commandLine().getErr(),
              context ->
                  evaluation.run(
                      images == null ? OptionalInt.empty() : OptionalInt.of(images),
                      samples,
                      context,
                      directory));
      Reports.writeResult(directory, spec.commandLine().getErr());
      PrintWriter out = spec.commandLine().getOut();
      report.lines().forEach(out::println);
      out.printf(
          Locale.ROOT,
          "%s, in %.0f s%n",
          Written.in(
              report.directory(),
              "report.html",
              "evaluation.json",
              "reconstructions.png",
              "reconstruction-errors.npy"),
          report.seconds());
    }
    return 0;
  }
}
