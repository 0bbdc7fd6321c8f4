// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.LikelihoodModel;
import io.decipher.api.Manifest;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.ReconstructionModel;
import io.decipher.api.ReconstructionModel.Reconstructions;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import io.decipher.runtime.internal.config.Components;
import io.decipher.runtime.internal.config.Configuration;
import io.decipher.runtime.internal.config.Wiring;
import io.decipher.runtime.internal.gallery.Pictures;
import io.decipher.runtime.internal.pipeline.Preparation;
import io.decipher.runtime.internal.pipeline.ReconstructionErrors;
import io.decipher.runtime.internal.store.ModelStore;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.EvaluationReport;
import io.decipher.runtime.report.EvaluationReport.Likelihood;
import io.decipher.runtime.report.EvaluationReport.Measured;
import io.decipher.runtime.report.TrainingReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Evaluates a run's model on the test samples of the run's data set: reconstruction errors and, if
 * the model has one, the likelihood. Must be closed after use.
 */
public final class Evaluation implements AutoCloseable {
  private static final int SHOWN = 10; // reconstructions per row
  private static final int ROWS = 4;

  private final Path run;
  private final Components components;
  private final TrainedModel model;
  private final List<String> warnings;

  private Evaluation(Path run, Components components, TrainedModel model, List<String> warnings) {
    this.run = run;
    this.components = components;
    this.model = model;
    this.warnings = warnings;
  }

  /**
   * Loads the model of a run and its data set.
   *
   * @param run the directory that a {@link Training} or a {@link Discovery} wrote
   * @throws ConfigurationException if it contains no model, or the model does not encode samples
   */
  public static Evaluation load(Path run, Plugins plugins) {
    Path configuration = run.resolve("decipher.conf");
    if (!Files.isRegularFile(configuration) || !Files.isDirectory(run.resolve("model"))) {
      throw new ConfigurationException(
          List.of(
              run
                  + " holds no decipher.conf with a model/ beside it; expected the directory of a"
                  + " finished `decipher train` or `decipher discover`"));
    }
    RunSettings kept = RunSettings.of(run);
    Components components = Wiring.of(kept.settings(), plugins);
    TrainedModel model = ModelStore.load(run.resolve("model"), plugins);
    if (!(model instanceof ReconstructionModel)) {
      model.close();
      String type = components.resolved().at(Configuration.ROOT).at("model").type().orElse("");
      throw new ConfigurationException(
          List.of(
              run
                  + ": its model '"
                  + type
                  + "' does not encode samples, so it neither reconstructs them nor says how"
                  + " likely they are; expected one that does, such as vae"));
    }
    return new Evaluation(run, components, model, kept.warnings());
  }

  /** Returns the default output directory. */
  public Path output() {
    return run.resolve("evaluation");
  }

  /**
   * Evaluates the model, and writes {@code evaluation.json}, {@code reconstruction-errors.npy} (n x
   * 3: of the model, of as many principal components, of the mean) and, for images, {@code
   * reconstructions.png}, which shows the model's inputs, each above its reconstruction. If the
   * data set has no test samples, training samples are used, which the report states.
   *
   * @param images the maximum number of samples, evenly spaced; empty for all
   * @param draws the number of importance samples per sample, 1 or more
   * @param context provides the seed, progress and cancellation
   * @param output an empty or new directory
   * @throws ConfigurationException if a number is out of range or the directory is not empty
   * @throws DecipherException if there are no samples
   */
  public EvaluationReport run(OptionalInt images, int draws, RunContext context, Path output) {
    requireNumbers(images, draws);
    long start = System.nanoTime();
    DataSets.requireThere(components.resolved().at(Configuration.ROOT).at("dataset"));
    boolean apart = Manifest.has(run, TrainingReport.FILE);
    Samples learned = apart ? components.dataset().train() : components.dataset().samples();
    Samples test = components.dataset().test();
    Samples all = test.count() == 0 ? learned : test;
    if (all.count() == 0) {
      throw new DecipherException("the data set of " + run + " has no samples to measure on");
    }
    warnings.forEach(context::warn);
    try (RunDirectory directory = RunDirectory.create(output)) {
      int count = Math.min(images.orElse(all.count()), all.count());
      Samples prepared = prepared(ReconstructionErrors.spaced(all, count), context);
      Measured measured =
          new Measured(
              count,
              all.count(),
              all.type() instanceof SampleType.Image ? "images" : "samples",
              test.count() > 0,
              apart && test.count() > 0,
              components.settings().preprocess().stream()
                  .map(one -> one.type().orElse(""))
                  .toList());
      if (Pictures.canShow(prepared.type())) {
        Samples shown = prepared.slice(0, Math.min(SHOWN * ROWS, prepared.count()));
        writeReconstructions(
            reconstructing().reconstructions(shown, context), prepared.type(), directory);
      }
      ReconstructionErrors errors =
          ReconstructionErrors.of(
              reconstructing(), prepared, prepared(some(learned), context), context);
      directory.write("reconstruction-errors.npy", file -> Npy.write(file, errors.bySample()));
      Optional<Likelihood> likelihood =
          likely().map(one -> Likelihood.of(one.likelihoods(prepared, draws, context), draws));
      EvaluationReport report =
          new EvaluationReport(
              measured,
              errors.summary(),
              likelihood,
              EvaluationReport.warnings(measured, errors.summary(), likelihood),
              context.seed(),
              (System.nanoTime() - start) / 1e9,
              directory.path());
      directory.writeText("evaluation.json", ReportJson.of(report));
      return report;
    }
  }

  private ReconstructionModel reconstructing() {
    return (ReconstructionModel) model;
  }

  private Optional<LikelihoodModel> likely() {
    return model instanceof LikelihoodModel able && able.withoutLikelihood().isEmpty()
        ? Optional.of(able)
        : Optional.empty();
  }

  private Samples prepared(Samples samples, RunContext context) {
    return Preparation.apply(components.preprocessors(), samples, context);
  }

  /** Returns the training samples that the baselines are fitted to; only these are prepared. */
  private static Samples some(Samples learned) {
    return ReconstructionErrors.spaced(
        learned, Math.min(ReconstructionErrors.FITTED, learned.count()));
  }

  private static void requireNumbers(OptionalInt images, int draws) {
    List<String> problems = new ArrayList<>();
    if (images.isPresent() && images.getAsInt() < 2) {
      problems.add(
          "the number of images must be at least 2, to measure their spread, but was "
              + images.getAsInt());
    }
    if (draws < 1) {
      problems.add("the number of importance samples must be at least 1, but was " + draws);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private static void writeReconstructions(
      Reconstructions pairs, SampleType shape, RunDirectory directory) {
    List<FloatMatrix> rows = new ArrayList<>();
    for (int from = 0; from < pairs.shown().rows(); from += SHOWN) {
      int count = Math.min(SHOWN, pairs.shown().rows() - from);
      rows.add(pairs.shown().slice(from, count));
      rows.add(pairs.decoded().slice(from, count));
    }
    Pictures.write(
        directory,
        "reconstructions.png",
        Pictures.rows(rows, shape, List.of())
            .headed("samples, each above its reconstruction by the model"));
  }

  @Override
  public void close() {
    model.close();
  }
}
