// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Plugins;
import io.decipher.runtime.Training;
import io.decipher.runtime.report.RunFinishedException;
import io.decipher.runtime.report.TrainingReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains only the model. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains only the model, on the training part of the data set; no classes are sought (it can"
          + " be conditional on those of an earlier run), and the test part stays unseen for"
          + " `decipher evaluate`.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher train --preset likelihood",
      "      a VAE trained for likelihood, in three quarters of an hour on two cores",
      "  decipher train -c my.conf -D decipher.model.fit.epochs=20 -o runs/mine",
      "      the model of your own configuration",
      "  decipher train --preset gan -D decipher.classes=runs/mnist",
      "      a generative adversarial network, conditional on the classes that runs/mnist found",
      "  decipher train --resume runs/mine",
      "      resumes a training that was interrupted or killed",
      "  decipher evaluate -m runs/mine",
      "      how likely the test images are under it",
      "",
      "A configuration of `discover` also works for `train`, which uses seed, output, dataset,",
      "preprocess, model and classes. The run directory holds model/, samples.png,"
          + " metrics.jsonl, training.json and",
      "decipher.conf."
    })
final class TrainCommand implements Callable<Integer> {
  @Mixin private ConfigurationOptions options;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = {
        "Where to write; must be empty or new. Without it, decipher.output of the configuration,"
            + " with a number added if that is taken."
      })
  private @Nullable Path output;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description = {
        "Resume the unfinished training in this directory with its own configuration, from its last"
            + " checkpoint; no other option may be given."
      })
  private @Nullable Path resumed;

  @Spec private CommandSpec spec;

  TrainCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Training training;
    try {
      training = training();
    } catch (RunFinishedException e) { // so that a script may resume until it succeeds
      out.println(e.getMessage());
      if (resumed != null && !Reports.isWritten(resumed)) { // killed before its report
        Reports.write(resumed, err);
      }
      return 0;
    }
    training.warnings().forEach(err::println);
    TrainingReport report =
        Interruption.guard(
            training.seed(), training.output(), "decipher train --resume", err, training::run);
    Reports.write(report.directory(), err);
    out.printf(
        Locale.ROOT,
        "a model of %s parameters, trained on %,d samples in %.0f s: %s%n",
        report.model().getOrDefault("parameters", "its"),
        report.samples(),
        report.seconds().getOrDefault("model", 0.0),
        report.directory());
    if (!report.lastEpoch().isEmpty()) {
      out.println("  last epoch: " + described(report.lastEpoch()));
    }
    return 0;
  }

  private Training training() {
    if (resumed != null) {
      List<String> others = new ArrayList<>(options.given());
      if (output != null) {
        others.add("-o");
      }
      DiscoverCommand.requireAlone(resumed, "train", others);
      return Training.resume(resumed, Plugins.discover());
    }
    Training configured = Training.of(options.settingsOfModel(), Plugins.discover());
    return configured.writingTo(OutputDirectory.of(output, configured.output()));
  }

  private static String described(Map<String, Double> values) {
    return values.entrySet().stream()
        .map(value -> String.format(Locale.ROOT, "%s %.4g", value.getKey(), value.getValue()))
        .collect(Collectors.joining(", "));
  }
}
