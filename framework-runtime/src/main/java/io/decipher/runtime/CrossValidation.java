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
 * Deals the training samples out to some parts, trains a model on all but one of them, measures it
 * on that one, and so on with each, for each of some settings: K-fold cross-validation. Parts are
 * the same for all settings. No label is looked at, and the test samples are not touched.
 *
 * @see <a href="https://jmlr.org/papers/v5/grandvalet04a.html">Bengio and Grandvalet 2004 (what the
 *     spread over parts is, and is not)</a>
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
   * Makes a cross-validation.
   *
   * @param trials one or more, each by another name
   * @throws ConfigurationException naming everything that is wrong with any of them, before any
   *     work
   */
  public static CrossValidation of(List<Trial> trials, Plugins plugins) {
    List<String> problems = ParameterSweep.problems(trials, plugins);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new CrossValidation(List.copyOf(trials), plugins);
  }

  /**
   * Trains and measures, and writes {@code folds.csv}, a row a setting and part, {@code
   * cross-validation.csv}, a row a setting, and {@code cross-validation.json}.
   *
   * @param folds how many parts, 2 or more
   * @param images how many samples of a part to measure on at most, evenly spaced
   * @param draws importance samples a sample, where a model has a likelihood
   * @param context the seed of parts and trainings, who is told of progress, and who may cancel
   * @param output a directory that holds nothing yet
   * @throws DecipherException if there are fewer than two samples a part, or a model does not
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
                  + " training samples; expected "
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

  /** Deals samples out at random, so that parts differ by one sample in size at most. */
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
                + ": its model encodes no samples, so that it has no held-out error; expected one"
                + " that does, such as vae");
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
