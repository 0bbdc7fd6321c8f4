// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.ConfigurationException;
import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.runtime.CrossValidation;
import io.decipher.runtime.ParameterSweep;
import io.decipher.runtime.ParameterSweep.Trial;
import io.decipher.runtime.Training;
import io.decipher.runtime.report.CrossValidationReport;
import io.decipher.runtime.report.SweepReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains models that differ in a setting, and compares them. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains several models that differ in a setting, and measures all of them on the same"
          + " samples: one table, one curve, one picture.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  decipher sweep --vary 'decipher.model.latent-size=[2,4,8,16,32]' -o sizes",
      "      five models: sizes/sweep.csv, sizes/sweep.svg (reconstruction errors beside those of"
          + " as",
      "      many principal components), sizes/reconstructions.png, and a run directory each",
      "  decipher sweep --preset likelihood --vary 'decipher.model.posterior.beta=[0.1,0.5,1,4]'",
      "      rate and distortion, and how likely test images are, for each weight of the"
          + " divergence",
      "  decipher sweep --preset autoencoders -o kinds",
      "      one of each kind of autoencoder: the entries of the list decipher.sweep, each a block",
      "      { name = …, model { … } } over the configuration that has it; kinds/filters.png shows",
      "      what units of each first layer look for",
      "  decipher sweep -c base.conf --each tied.conf --each sparse.conf -o kinds",
      "      configurations that override the first, one model each, named after their files",
      "  decipher sweep --vary 'decipher.model.latent-size=[8,32]' --folds 5 -o folds",
      "      each model five times, on four fifths of the training samples each, measured on the",
      "      fifth held out (cross-validation): mean and spread of the held-out loss; no model is",
      "      kept, and no label and no test sample is used"
    })
final class SweepCommand implements Callable<Integer> {
  @Mixin private ConfigurationOptions options;

  @Option(
      names = "--vary",
      paramLabel = "KEY=[A,B,…]",
      description = "The setting that differs, and its values; one model per value.")
  private @Nullable String varied;

  @Option(
      names = "--each",
      paramLabel = "FILE",
      description = "A configuration that overrides the others, for one model; may be repeated.")
  private List<Path> each = new ArrayList<>();

  @Option(
      names = "--folds",
      paramLabel = "K",
      description =
          "Cross-validate: train each model K times, each time measured on another K-th of the"
              + " training samples.")
  private int folds;

  @Option(
      names = "--images",
      defaultValue = "1000",
      paramLabel = "N",
      description = "Samples to measure on, evenly spaced (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(
      names = "--samples",
      defaultValue = "100",
      paramLabel = "K",
      description = "Importance samples per sample, for models with a likelihood (default: 100).")
  private int samples;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Where to write; must be empty or new (default: sweep, or sweep-2, …).")
  private @Nullable Path output;

  @Spec private CommandSpec spec;

  SweepCommand() {}

  @Override
  public Integer call() {
    Settings base = options.settingsOfModel();
    Plugins plugins = Plugins.discover();
    List<Trial> trials = trials(base);
    Path directory = OutputDirectory.of(output, Path.of("sweep"));
    return folds == 0
        ? compare(ParameterSweep.of(trials, plugins), trials, directory, plugins)
        : crossValidate(CrossValidation.of(trials, plugins), trials, directory, plugins);
  }

  private int compare(ParameterSweep sweep, List<Trial> trials, Path directory, Plugins plugins) {
    SweepReport report =
        Interruption.guard(
            seed(trials, plugins),
            directory,
            spec.commandLine().getErr(),
            context -> sweep.run(images, samples, context, directory));
    return written(
        report.lines(),
        directory,
        "report.html",
        "sweep.csv",
        "filters.png",
        "reconstructions.png");
  }

  private int crossValidate(
      CrossValidation validation, List<Trial> trials, Path directory, Plugins plugins) {
    CrossValidationReport report =
        Interruption.guard(
            seed(trials, plugins),
            directory,
            spec.commandLine().getErr(),
            context -> validation.run(folds, images, samples, context, directory));
    return written(report.lines(), directory, "report.html", "cross-validation.csv", "folds.csv");
  }

  private static long seed(List<Trial> trials, Plugins plugins) {
    return Training.of(trials.get(0).settings(), plugins).seed();
  }

  private int written(List<String> lines, Path directory, String... wanted) {
    Reports.writeResult(directory, spec.commandLine().getErr());
    lines.forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().println(Written.in(directory, wanted));
    return 0;
  }

  private List<Trial> trials(Settings base) {
    if (varied != null && !each.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--vary and --each cannot be combined; use one of them");
    }
    if (varied == null && each.isEmpty()) {
      return named(base);
    }
    List<Trial> trials = new ArrayList<>();
    for (Path file : each) {
      trials.add(new Trial(ConfigurationOptions.name(file), Settings.loadLocated(file).over(base)));
    }
    if (varied != null) {
      int equals = varied.indexOf('=');
      String key = varied.substring(0, Math.max(0, equals)).strip();
      for (String value : values(varied.substring(equals + 1).strip(), key)) {
        trials.add(new Trial(name(key, value), Settings.assignment(key + "=" + value).over(base)));
      }
    }
    return trials;
  }

  /**
   * Returns the variants that the configuration itself lists, or the configuration alone for
   * cross-validation.
   */
  private List<Trial> named(Settings base) {
    List<Trial> trials = ParameterSweep.named(base);
    if (!trials.isEmpty()) {
      return trials;
    }
    if (folds > 0) {
      return List.of(new Trial("model", base));
    }
    throw new ParameterException(
        spec.commandLine(),
        "name what differs: --vary KEY=[A,B,…], --each FILE twice or more, or a configuration"
            + " with a list decipher.sweep, such as --preset autoencoders");
  }

  /**
   * Returns the comma-separated values between brackets; commas in nested brackets do not separate.
   */
  static List<String> values(String list, String key) {
    if (key.isEmpty() || !list.startsWith("[") || !list.endsWith("]")) {
      throw new ConfigurationException(
          List.of("--vary must be KEY=[A,B,…], e.g. decipher.model.latent-size=[2,8,32]"));
    }
    List<String> values = new ArrayList<>();
    int depth = 0;
    int from = 1;
    for (int i = 1; i < list.length(); i++) {
      char c = list.charAt(i);
      if (depth == 0 && (c == ',' || i == list.length() - 1)) {
        values.add(list.substring(from, i).strip());
        from = i + 1;
      }
      depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
    }
    return values;
  }

  /** Returns the name of a variant's directory, e.g. {@code latent-size-8}. */
  static String name(String key, String value) {
    String last = key.substring(key.lastIndexOf('.') + 1);
    return (last + "-" + value).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
  }
}
