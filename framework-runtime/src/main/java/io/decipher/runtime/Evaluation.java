// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.LikelihoodModel;
import io.decipher.api.LikelihoodModel.Likelihoods;
import io.decipher.api.Plugins;
import io.decipher.api.ReconstructionModel.Reconstructions;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.runtime.internal.config.Configuration;
import io.decipher.runtime.internal.config.Parts;
import io.decipher.runtime.internal.config.Wiring;
import io.decipher.runtime.internal.gallery.Pictures;
import io.decipher.runtime.internal.pipeline.Preparation;
import io.decipher.runtime.internal.store.ModelStore;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.EvaluationReport;
import io.decipher.runtime.report.TrainingReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Measures how likely the test images of a run's data set are to the run's model. Close it after
 * use.
 */
public final class Evaluation implements AutoCloseable {
  private static final int SHOWN = 10; // reconstructions a row
  private static final int ROWS = 4;

  private final Path run;
  private final Parts parts;
  private final TrainedModel model;

  private Evaluation(Path run, Parts parts, TrainedModel model) {
    this.run = run;
    this.parts = parts;
    this.model = model;
  }

  /**
   * Loads the model of a run and what its data set was.
   *
   * @param run the directory that a {@link Training} or a {@link Discovery} wrote
   * @throws ConfigurationException if it holds none, or its model does not tell how likely samples
   *     are
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
    Parts parts = Wiring.of(DataSets.relocated(Settings.load(configuration), run), plugins);
    TrainedModel model = ModelStore.load(run.resolve("model"), plugins);
    if (!(model instanceof LikelihoodModel)) {
      model.close();
      String type = parts.resolved().at(Configuration.ROOT).at("model").type().orElse("");
      throw new ConfigurationException(
          List.of(
              run
                  + ": its model '"
                  + type
                  + "' does not tell how likely samples are; expected one that does, such as vae"));
    }
    return new Evaluation(run, parts, model);
  }

  /** Returns where the results are written if nothing else is said. */
  public Path output() {
    return run.resolve("evaluation");
  }

  /**
   * Measures, and writes {@code evaluation.json} and, if samples are images, {@code
   * reconstructions.png}: originals as the model was shown them, each above what it makes of it.
   *
   * @param images how many test images at most, evenly spaced over all; empty for all
   * @param draws importance samples an image, 1 or more
   * @param context the seed to use, who is told of progress, and who may cancel
   * @param output a directory that holds nothing yet
   * @throws ConfigurationException if a number is out of range or the directory holds something
   * @throws DecipherException if there are no test images
   */
  public EvaluationReport run(OptionalInt images, int draws, RunContext context, Path output) {
    requireNumbers(images, draws);
    long start = System.nanoTime();
    DataSets.requireThere(parts.resolved().at(Configuration.ROOT).at("dataset"));
    Samples test = parts.dataset().test();
    if (test.count() == 0) {
      throw new DecipherException(
          "the data set of "
              + run
              + " has no test samples to measure on (do decipher.dataset.splits name test, and are"
              + " its files there?)");
    }
    try (RunDirectory directory = RunDirectory.create(output)) {
      Samples some = spaced(test, Math.min(images.orElse(test.count()), test.count()));
      Samples prepared = Preparation.apply(parts.preprocessors(), some, context);
      SampleType shape = prepared.type();
      LikelihoodModel likely = (LikelihoodModel) model;
      if (Pictures.canShow(shape)) {
        Samples shown = prepared.slice(0, Math.min(SHOWN * ROWS, prepared.count()));
        writeReconstructions(likely.reconstructions(shown, context), shape, directory);
      }
      Likelihoods likelihoods = likely.likelihoods(prepared, draws, context);
      boolean unseen = Files.isRegularFile(run.resolve(TrainingReport.FILE));
      int active = EvaluationReport.active(likelihoods.means());
      int units = likelihoods.means().columns();
      EvaluationReport report =
          new EvaluationReport(
              prepared.count(),
              test.count(),
              unseen,
              parts.blueprint().preprocess().stream().map(one -> one.type().orElse("")).toList(),
              draws,
              likelihoods.conditions(),
              EvaluationReport.figures(likelihoods),
              EvaluationReport.mean(likelihoods.distortions()),
              active,
              units,
              EvaluationReport.warnings(active, units, unseen),
              context.seed(),
              (System.nanoTime() - start) / 1e9,
              directory.path());
      directory.writeText("evaluation.json", ReportJson.of(report));
      return report;
    }
  }

  private static void requireNumbers(OptionalInt images, int draws) {
    List<String> problems = new ArrayList<>();
    if (images.isPresent() && images.getAsInt() < 2) {
      problems.add(
          "the number of images must be at least 2, for there to be a spread, but was "
              + images.getAsInt());
    }
    if (draws < 1) {
      problems.add("the number of importance samples must be at least 1, but was " + draws);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private static Samples spaced(Samples all, int count) {
    int[] rows = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = (int) ((long) i * all.count() / count);
    }
    return all.select(rows);
  }

  private static void writeReconstructions(
      Reconstructions pairs, SampleType shape, RunDirectory directory) {
    List<FloatMatrix> rows = new ArrayList<>();
    for (int from = 0; from < pairs.shown().rows(); from += SHOWN) {
      int count = Math.min(SHOWN, pairs.shown().rows() - from);
      rows.add(pairs.shown().slice(from, count));
      rows.add(pairs.decoded().slice(from, count));
    }
    Pictures.writeRows(directory, "reconstructions.png", rows, shape, List.of());
  }

  @Override
  public void close() {
    model.close();
  }
}
