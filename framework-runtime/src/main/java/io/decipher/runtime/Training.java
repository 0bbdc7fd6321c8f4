// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FoundClasses;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.runtime.internal.config.Components;
import io.decipher.runtime.internal.config.Configuration;
import io.decipher.runtime.internal.config.DecipherVersion;
import io.decipher.runtime.internal.config.IneffectiveSettings;
import io.decipher.runtime.internal.data.DescribedDataset;
import io.decipher.runtime.internal.gallery.FilterPicture;
import io.decipher.runtime.internal.gallery.Gallery;
import io.decipher.runtime.internal.gallery.Pictures;
import io.decipher.runtime.internal.pipeline.Course;
import io.decipher.runtime.internal.pipeline.Preparation;
import io.decipher.runtime.internal.pipeline.Stopwatch;
import io.decipher.runtime.internal.run.RunSession;
import io.decipher.runtime.internal.store.EarlierClasses;
import io.decipher.runtime.internal.store.ModelStore;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.Resumption;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.internal.store.RunJob;
import io.decipher.runtime.report.RunFinishedException;
import io.decipher.runtime.report.TrainingReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The job that only trains a model: on the training part of the data set, without classes, or with
 * those that an earlier {@link Discovery} found in it. The test part is held out, so {@link
 * Evaluation} measures on unseen samples.
 *
 * <p>It uses a {@link Discovery}'s configuration, of which seed, output, data set, preprocessing,
 * model and {@code classes} are relevant.
 */
public final class Training {
  private final Discovery configured;
  private final boolean goesOn;
  private final List<String> warnings;

  private Training(Discovery configured, boolean goesOn, List<String> warnings) {
    this.configured = configured;
    this.goesOn = goesOn;
    this.warnings = warnings;
  }

  /**
   * Creates a training from settings and plugins.
   *
   * @param settings with the block {@code decipher}; missing settings have their defaults
   * @param plugins the plugins to which the settings refer
   * @throws ConfigurationException with everything that is wrong with the settings
   */
  public static Training of(Settings settings, Plugins plugins) {
    return new Training(Discovery.of(settings, plugins), false, List.of());
  }

  /**
   * Creates a training that resumes an unfinished one, in its own directory and with its own
   * configuration, if its model writes checkpoints ({@link RunContext#checkpoints}).
   *
   * @param run the run directory
   * @param plugins the plugins to which its configuration refers
   * @throws RunFinishedException if the run has finished successfully
   * @throws ConfigurationException if the directory is not that of a training, has nothing to
   *     resume from, or was written by another version of Decipher
   * @throws DecipherException if its checkpoints are damaged
   */
  public static Training resume(Path run, Plugins plugins) {
    Resumption resumption = Resumption.of(run, RunJob.TRAIN);
    return new Training(
        Discovery.of(resumption.settings(), plugins).writingTo(run), true, resumption.warnings());
  }

  /** Returns this training with another output directory, in which a new run starts. */
  public Training writingTo(Path directory) {
    return new Training(configured.writingTo(directory), false, List.of());
  }

  /** Returns what a person should know before a run is resumed; usually empty. */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * Returns one sentence for each setting that was changed from its default but has no effect on a
   * training; a run reports them as warnings.
   */
  public List<String> ineffective() {
    return IneffectiveSettings.ofTraining(configured.components());
  }

  /** Returns the output directory. */
  public Path output() {
    return configured.output();
  }

  /** Returns the seed of the configuration. */
  public long seed() {
    return configured.seed();
  }

  /**
   * Trains the model and writes {@code model/}, {@code samples.png}, {@code filters.png}, {@code
   * metrics.jsonl}, {@code training.json} and {@code decipher.conf}.
   *
   * @param caller provides the seed, progress and cancellation; its {@link RunContext#checkpoints}
   *     are ignored, since a run has its own
   * @throws ConfigurationException if the run directory is in use or not empty; for a resumed run,
   *     if the data set or the seed differ from those it was started with
   * @throws DecipherException if the run cannot continue; files written so far are kept
   * @throws java.util.concurrent.CancellationException if it was cancelled; files are kept as well
   */
  public TrainingReport run(RunContext caller) {
    DataSets.requireThere(configured.components().resolved().at(Configuration.ROOT).at("dataset"));
    try (RunSession session =
        RunSession.open(
            RunJob.TRAIN, output(), goesOn, configured.text(caller.seed()), seed(), caller)) {
      Components components = configured.components();
      Stopwatch watch = session.watch();
      RunContext run = session.run();
      Course course = Course.ofTraining();
      course.begin(Course.Kind.READ, 0, run);
      Samples samples = session.read(() -> read(components, watch));
      Optional<FoundClasses> classes =
          session.read(
              () ->
                  components
                      .settings()
                      .classes()
                      .map(earlier -> classes(earlier, components, samples, run)));
      components.dataset().notes().forEach(run::note);
      ineffective().forEach(run::warn);
      session.checkpoints().requireData(samples);
      Samples prepared =
          watch.time(
              "preprocess", () -> Preparation.apply(components.preprocessors(), samples, run));
      TrainingSet set = TrainingSet.of(prepared, classes);
      course.begin(Course.Kind.FIRST_MODEL, 0, run);
      RunContext own = run.withCheckpoints(session.checkpoints().training(1));
      try (TrainedModel trained = watch.time("model", () -> components.model().train(set, own))) {
        return write(trained, samples.count(), session);
      }
    }
  }

  /** The input of a training: the untrained model, and the training data. */
  record Material(GenerativeModel model, TrainingSet set) {}

  /** Reads and prepares the training data, for trainings that write no run directory. */
  Material material(RunContext run) {
    Components components = configured.components();
    DataSets.requireThere(components.resolved().at(Configuration.ROOT).at("dataset"));
    Samples samples = read(components, new Stopwatch(run));
    Optional<FoundClasses> classes =
        components.settings().classes().map(earlier -> classes(earlier, components, samples, run));
    ineffective().forEach(run::warn);
    return new Material(
        components.model(),
        TrainingSet.of(Preparation.apply(components.preprocessors(), samples, run), classes));
  }

  private static Samples read(Components components, Stopwatch watch) {
    SampleType type = watch.time("data", components.dataset()::type);
    components.model().check(Preparation.check(components.preprocessors(), type));
    Samples samples = watch.time("data", () -> Preparation.held(components.dataset().train()));
    if (samples.count() < 2) {
      throw new DecipherException(
          "the data set has "
              + samples.count()
              + " training samples; training needs 2 or more (do decipher.dataset.splits name"
              + " train?)");
    }
    return samples;
  }

  private TrainingReport write(TrainedModel trained, int samples, RunSession session) {
    RunDirectory directory = session.directory();
    Settings all = configured.components().resolved().at(Configuration.ROOT);
    directory.writeDirectory(
        "model",
        path ->
            ModelStore.save(
                trained,
                all,
                DescribedDataset.preparation(configured.components().dataset()),
                DecipherVersion.current(),
                path));
    if (Pictures.canShow(trained.type())) {
      Course.ofTraining().begin(Course.Kind.PICTURES, 0, session.run());
      session
          .watch()
          .time(
              "pictures",
              () -> {
                Gallery.writeSamples(trained, directory, session.run());
                FilterPicture.write(trained, directory);
              });
    }
    TrainingReport report =
        new TrainingReport(
            samples,
            session.run().seed(),
            trained.description(),
            session.lastEpoch(),
            session.watch().seconds(),
            directory.path());
    session.end(ReportJson.of(report));
    return report;
  }

  private static FoundClasses classes(
      Path earlier, Components components, Samples samples, RunContext run) {
    return EarlierClasses.of(
        earlier,
        components.resolved().at(Configuration.ROOT).at("dataset"),
        samples.count(),
        samples.count() + components.dataset().test().count(),
        run::warn);
  }
}
