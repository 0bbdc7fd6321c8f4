// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.LikelihoodModel;
import io.decipher.api.Plugins;
import io.decipher.api.ReconstructionModel;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.runtime.ParameterSweep.Trial;
import io.decipher.runtime.internal.pipeline.ReconstructionErrors;
import io.decipher.runtime.internal.run.VariantTables;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.CrossValidationReport;
import io.decipher.runtime.report.CrossValidationReport.Fold;
import io.decipher.runtime.report.CrossValidationReport.Variant;
import io.decipher.runtime.report.EvaluationReport.Figures;
import io.decipher.runtime.report.EvaluationReport.Likelihood;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * K-fold cross-validation: splits the training samples into folds and, for each setting and each
 * fold, trains a model on all other folds and evaluates it on that one. The folds are the same for
 * all settings. No labels are used, and the test samples are not touched.
 *
 * @see <a href="https://jmlr.org/papers/v5/grandvalet04a.html">Bengio and Grandvalet 2004 (on what
 *     the variance over folds does and does not estimate)</a>
 */
public final class CrossValidation {
  private static final int FEWEST = 2;

  private final List<Trial> trials;
  private final Plugins plugins;

  private CrossValidation(List<Trial> trials, Plugins plugins) {
    this.trials = trials;
    this.plugins = plugins;
  }

  /**
   * Creates a cross-validation.
   *
   * @param trials one or more, with different names
   * @throws ConfigurationException with everything that is wrong with any of them, before any work
   */
  public static CrossValidation of(List<Trial> trials, Plugins plugins) {
    List<String> problems = ParameterSweep.problems(trials, plugins);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new CrossValidation(List.copyOf(trials), plugins);
  }

  /**
   * Trains and evaluates, and writes {@code folds.csv}, one row per setting and fold, {@code
   * cross-validation.csv}, one row per setting, and {@code cross-validation.json}.
   *
   * @param folds the number of folds, 2 or more
   * @param images the maximum number of samples per fold to evaluate on, evenly spaced
   * @param draws the number of importance samples per sample, for models with a likelihood
   * @param context provides the seed of folds and trainings, progress and cancellation
   * @param output an empty or new directory
   * @throws DecipherException if there are fewer than two samples per fold, or a model does not
   *     reconstruct
   */
  public CrossValidationReport run(
      int folds, int images, int draws, RunContext context, Path output) {
    if (folds < FEWEST || images < 1 || draws < 1) {
      throw new ConfigurationException(
          List.of(
              "parts must be 2 or more, and samples to measure on and importance samples 1 or more,"
                  + " but were "
                  + folds
                  + ", "
                  + images
                  + " and "
                  + draws));
    }
    try (RunDirectory directory = RunDirectory.create(output)) {
      List<Variant> variants = new ArrayList<>();
      int count = 0;
      for (Trial trial : trials) {
        Training.Material material = Training.of(trial.settings(), plugins).material(context);
        count = material.set().samples().count();
        if (count < FEWEST * folds) {
          throw new DecipherException(
              trial.name()
                  + ": there are "
                  + count
                  + " training samples; cross-validation expects "
                  + FEWEST * folds
                  + " or more for "
                  + folds
                  + " parts");
        }
        int[] part = parts(count, folds, context.random("folds"));
        List<Fold> done = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
          context.cancellation().throwIfCancelled();
          context.note(trial.name() + ", part " + (fold + 1) + " of " + folds);
          done.add(measured(trial, material, part, fold, images, draws, context));
        }
        variants.add(new Variant(trial.name(), done));
      }
      CrossValidationReport report =
          new CrossValidationReport(folds, count, variants, directory.path());
      directory.writeText("folds.csv", VariantTables.folds(report));
      directory.writeText("cross-validation.csv", VariantTables.of(report));
      directory.writeText("cross-validation.json", ReportJson.of(report));
      return report;
    }
  }

  /** Assigns samples to folds at random; fold sizes differ by at most one. */
  static int[] parts(int count, int folds, RandomGenerator random) {
    int[] part = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      part[i] = part[j];
      part[j] = i % folds;
    }
    return part;
  }

  private static Fold measured(
      Trial trial,
      Training.Material material,
      int[] part,
      int fold,
      int images,
      int draws,
      RunContext context) {
    int[] kept = IntStream.range(0, part.length).filter(i -> part[i] != fold).toArray();
    int[] out = IntStream.range(0, part.length).filter(i -> part[i] == fold).toArray();
    TrainingSet all = material.set();
    Samples learned = all.samples().select(kept);
    Samples held = all.samples().select(out);
    TrainingSet set = TrainingSet.of(learned, all.classes().map(found -> some(found, kept)));
    try (TrainedModel trained = material.model().train(set, context)) {
      if (!(trained instanceof ReconstructionModel able)) {
        throw new DecipherException(
            trial.name()
                + ": its model does not encode samples, so there is no held-out error; expected"
                + " one that does, such as vae");
      }
      Samples asked = ReconstructionErrors.spaced(held, Math.min(images, held.count()));
      ReconstructionErrors errors = ReconstructionErrors.of(able, asked, learned, context);
      Optional<Figures> figures =
          trained instanceof LikelihoodModel likely && likely.withoutLikelihood().isEmpty()
              ? Optional.of(
                  Likelihood.of(likely.likelihoods(asked, draws, context), draws).priors().get(0))
              : Optional.empty();
      return new Fold(kept.length, asked.count(), errors.summary(), figures);
    }
  }

  private static FoundClasses some(FoundClasses found, int[] rows) {
    return new FoundClasses(
        Labels.of(Arrays.stream(rows).map(found.labels()::get).toArray()),
        found.strengths().select(rows));
  }
}
