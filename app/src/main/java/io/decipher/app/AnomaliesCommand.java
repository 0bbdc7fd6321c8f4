// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.runtime.AnomalyDetection;
import io.decipher.runtime.report.AnomalyReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds samples that are unlike those that a model was trained on. */
@Command(
    name = "anomalies",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Finds samples that are unlike those that a run's model was trained on: by how badly it"
          + " reconstructs them, how unlikely and how isolated their latents are, and how far they"
          + " are from every class that the run found.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher anomalies -m runs/mnist -o odd",
      "      the odd ones among the run's own samples: odd/anomalies.csv (name, p-value, whether it",
      "      is anomalous, every score), odd/most-anomalous.png",
      "  decipher anomalies -m runs/signs new-signs/ --false-alarms 0.05 -o odd",
      "      new samples: of those like the run's own, one in twenty is reported as anomalous",
      "  decipher anomalies -m runs/signs new-signs/ --usual more-signs/ -o odd",
      "      calibrated on samples that are known to be usual and that the model has not seen",
      "  decipher anomalies -m runs/signs new-signs/ --truth truth.csv --anomaly forged -o odd",
      "      how well each score separates them (ROC AUC); the table is used for nothing else",
      "",
      "Scores, higher is stranger: reconstruction (squared error per value),"
          + " reconstruction_nats and density (negative logarithms of likelihoods, of a vae),"
          + " neighbours (distance to the third-nearest sample in latent space), classes"
          + " (distance to the third-nearest member of the nearest found class; runs of discover"
          + " only). The p-value is the share of usual samples that are at least as strange by"
          + " the score that finds it strangest."
    })
final class AnomaliesCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description =
          "Files and folders of the same kind as the run's data (default: the run's own samples).")
  private List<Path> files = new ArrayList<>();

  @Mixin private RunOption run;

  @Option(
      names = "--false-alarms",
      defaultValue = "0.01",
      paramLabel = "SHARE",
      description =
          "Share of usual samples that may be reported as anomalous (default: ${DEFAULT-VALUE}).")
  private double falseAlarms;

  @Option(
      names = "--by",
      paramLabel = "SCORE",
      description = "Use only this score (default: all of them combined).")
  private @Nullable String by;

  @Option(
      names = "--usual",
      paramLabel = "FILE",
      description = "Samples that are known to be usual, for calibration; may be repeated.")
  private List<Path> usual = new ArrayList<>();

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description = "A table with columns name and class, used only to evaluate the scores.")
  private @Nullable Path truth;

  @Option(
      names = "--anomaly",
      paramLabel = "CLASS",
      description = "A class in it that is anomalous; may be repeated.")
  private Set<String> anomalous = Set.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where to write; must be empty or new (default: anomalies, or anomalies-2, …).")
  private @Nullable Path output;

  @Spec private CommandSpec spec;

  AnomaliesCommand() {}

  @Override
  public Integer call() {
    Path directory = OutputDirectory.of(output, Path.of("anomalies"));
    AnomalyDetection.Request request =
        new AnomalyDetection.Request(
            files,
            usual,
            Optional.ofNullable(by),
            falseAlarms,
            Optional.ofNullable(truth),
            anomalous);
    try (AnomalyDetection detection = AnomalyDetection.load(run.directory(), Plugins.discover())) {
      AnomalyReport report =
          Interruption.guard(
              0,
              directory,
              spec.commandLine().getErr(),
              context -> detection.run(request, context, directory));
      Reports.writeResult(directory, spec.commandLine().getErr());
      report.lines().forEach(spec.commandLine().getOut()::println);
      spec.commandLine()
          .getOut()
          .println(
              Written.in(
                  directory,
                  "report.html",
                  "anomalies.csv",
                  "most-anomalous.png",
                  "anomalies.json"));
    }
    return 0;
  }
}
