// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.Decoder;
import io.decipher.api.Encoder;
import io.decipher.api.FirstLayer;
import io.decipher.api.FirstLayer.Filters;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Plugins;
import io.decipher.api.ReconstructionModel;
import io.decipher.api.ReconstructionModel.Reconstructions;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.runtime.internal.config.Configuration;
import io.decipher.runtime.internal.gallery.ErrorCurve;
import io.decipher.runtime.internal.gallery.FilterPicture;
import io.decipher.runtime.internal.gallery.LatentEffects;
import io.decipher.runtime.internal.gallery.Pictures;
import io.decipher.runtime.internal.pipeline.ReconstructionErrors;
import io.decipher.runtime.internal.run.VariantTables;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.EvaluationReport;
import io.decipher.runtime.report.SweepReport;
import io.decipher.runtime.report.SweepReport.Variant;
import io.decipher.runtime.report.TrainingReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Trains a series of models that differ in one setting, and evaluates all of them on the same
 * samples, with one table, one curve and one picture as the result.
 */
public final class ParameterSweep {
  private static final String NAME = "name";
  private static final String DIRECTORY = "[\\p{L}\\p{N}][\\p{L}\\p{N}._-]*";
  private static final int SHOWN = 10;
  private static final int SPREAD = 500; // samples whose latents determine the range of variation

  private final List<Trial> trials;
  private final Plugins plugins;

  private ParameterSweep(List<Trial> trials, Plugins plugins) {
    this.trials = trials;
    this.plugins = plugins;
  }

  /**
   * One of the models.
   *
   * @param name of the model, and of its directory
   * @param settings with the block {@code decipher}
   */
  public record Trial(String name, Settings settings) {}

  /**
   * Returns the trials of a configuration: each entry of the list {@code decipher.sweep} is a block
   * laid over {@code decipher}, with a {@code name}.
   *
   * @param base with the block {@code decipher}
   * @return the trials in order; empty if there is no such list
   * @throws ConfigurationException with each entry whose name is missing or not a valid directory
   *     name
   */
  public static List<Trial> named(Settings base) {
    Settings block = base.at(Configuration.ROOT);
    List<Trial> trials = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Settings one : block.list(Configuration.SWEEP)) {
      Optional<String> name = one.text(NAME).filter(text -> text.matches(DIRECTORY));
      if (name.isEmpty()) {
        problems.add(
            one.place(NAME)
                + one.path()
                + ".name must consist of letters, digits, '.', '_' and '-', since it names a"
                + " directory, but "
                + one.text(NAME).map(text -> "was '" + text + "'").orElse("is missing"));
        continue;
      }
      Settings own =
          Settings.empty().with(Configuration.ROOT, one.without(NAME)).over(without(base));
      trials.add(new Trial(name.get(), own));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return trials;
  }

  private static Settings without(Settings base) {
    return base.with(Configuration.ROOT, base.at(Configuration.ROOT).without(Configuration.SWEEP));
  }

  /**
   * Creates a sweep.
   *
   * @param trials two or more, with different names
   * @throws ConfigurationException with everything that is wrong with any of them, before any work
   */
  public static ParameterSweep of(List<Trial> trials, Plugins plugins) {
    List<String> problems = new ArrayList<>();
    if (trials.size() < 2) {
      problems.add("a sweep compares two or more models, but was given " + trials.size());
    }
    problems.addAll(problems(trials, plugins));
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new ParameterSweep(List.copyOf(trials), plugins);
  }

  /** Returns everything that is wrong with the trials. */
  static List<String> problems(List<Trial> trials, Plugins plugins) {
    Set<String> names = new HashSet<>();
    List<String> problems = new ArrayList<>();
    for (Trial trial : trials) {
      if (!names.add(trial.name)) {
        problems.add("'" + trial.name + "' is given twice; expected each variant once");
      }
      try {
        Training.of(trial.settings, plugins);
      } catch (ConfigurationException e) {
        e.problems().forEach(problem -> problems.add(trial.name + ": " + problem));
      }
    }
    return problems;
  }

  /**
   * Trains and evaluates, and writes one run directory per trial, {@code sweep.csv}, {@code
   * sweep.svg} (the errors of the models and of as many principal components), {@code
   * variants.json} and, for images, {@code reconstructions.png} (samples above the reconstructions
   * of each model), {@code latents.png} (what the most variable latents of each model generate) and
   * {@code filters.png} (the filters of each first layer, if they cover whole samples).
   *
   * @param images the maximum number of samples to evaluate on, evenly spaced
   * @param draws the number of importance samples per sample, for models with a likelihood
   * @param context provides the seed of every training, progress and cancellation
   * @param output an empty or new directory
   */
  public SweepReport run(int images, int draws, RunContext context, Path output) {
    try (RunDirectory directory = RunDirectory.create(output)) {
      List<Variant> done = new ArrayList<>();
      List<FloatMatrix> rows = new ArrayList<>();
      List<FloatMatrix> effects = new ArrayList<>();
      List<Filters> filters = new ArrayList<>();
      Optional<SampleType> type = Optional.empty();
      for (Trial trial : trials) {
        context.cancellation().throwIfCancelled();
        context.note("variant " + trial.name);
        Path place = directory.path().resolve(trial.name);
        TrainingReport trained = Training.of(trial.settings, plugins).writingTo(place).run(context);
        try (Evaluation evaluation = Evaluation.load(place, plugins)) {
          EvaluationReport measured =
              evaluation.run(OptionalInt.of(images), draws, context, evaluation.output());
          done.add(
              new Variant(
                  trial.name,
                  trained.model().getOrDefault("parameters", ""),
                  measured,
                  trained.seconds().getOrDefault("model", Double.NaN)));
        }
        type = Optional.of(show(place, rows, effects, filters, context));
      }
      SweepReport report = new SweepReport(done, directory.path());
      directory.writeText("sweep.csv", VariantTables.of(report));
      directory.writeText("sweep.svg", ErrorCurve.svg(report));
      directory.writeText("variants.json", ReportJson.of(report));
      if (type.isPresent() && Pictures.canShow(type.get())) {
        List<String> captions = new ArrayList<>(List.of("samples"));
        trials.forEach(trial -> captions.add(trial.name));
        Pictures.write(directory, "reconstructions.png", Pictures.rows(rows, type.get(), captions));
        if (effects.size() == trials.size()) {
          Pictures.write(
              directory,
              "latents.png",
              Pictures.rows(effects, type.get(), captions.subList(1, captions.size()))
                  .headed("what a greater latent adds (light) and takes (dark)"));
        }
        if (filters.size() == trials.size()) {
          FilterPicture.write(filters, captions.subList(1, captions.size()), SHOWN, directory);
        }
      }
      return report;
    }
  }

  /**
   * Adds a model's reconstructions of some samples (for the first model, the samples as well) and
   * what its latents generate.
   */
  private SampleType show(
      Path place,
      List<FloatMatrix> rows,
      List<FloatMatrix> effects,
      List<Filters> filters,
      RunContext context) {
    OwnSamples own = OwnSamples.of(place, plugins, context);
    Samples all = own.unseen().count() > 0 ? own.unseen() : own.learned();
    Samples some = ReconstructionErrors.spaced(all, Math.min(SHOWN, all.count()));
    try (SavedModel saved = SavedModel.load(place, plugins)) {
      if (saved.model() instanceof ReconstructionModel able) {
        Reconstructions pairs = able.reconstructions(saved.prepared(some, context), context);
        if (rows.isEmpty()) {
          rows.add(pairs.shown());
        }
        rows.add(pairs.decoded());
      }
      if (saved.model() instanceof Encoder encoder && saved.model() instanceof Decoder decoder) {
        Samples spread = ReconstructionErrors.spaced(all, Math.min(SPREAD, all.count()));
        FloatMatrix latents = encoder.encode(saved.prepared(spread, context), context);
        effects.add(LatentEffects.of(decoder, latents, SHOWN, saved.type().size(), context));
      }
      if (saved.model() instanceof FirstLayer layer) {
        layer.filters().ifPresent(filters::add);
      }
      return saved.type();
    }
  }
}
