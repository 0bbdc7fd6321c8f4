package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Plugins;
import io.decipher.api.Preprocessor;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.SampleShape;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The job that trains the model alone: on the training part of the data set, without classes. The
 * test part is not read, so that {@link Evaluation} measures on what the model has not seen.
 *
 * <p>It takes the configuration of a {@link Discovery}, of which seed, output, data set,
 * preprocessing and model count.
 */
public final class Training {
  private final Discovery configured;

  private Training(Discovery configured) {
    this.configured = configured;
  }

  /**
   * Makes a training of settings and plugins.
   *
   * @param settings with the block {@code decipher}; what it does not say is the default
   * @param plugins what its names refer to
   * @throws ConfigurationException naming everything that is wrong with it
   */
  public static Training of(Settings settings, Plugins plugins) {
    return new Training(Discovery.of(settings, plugins));
  }

  /** Returns this training, writing to another directory. */
  public Training writingTo(Path directory) {
    return new Training(configured.writingTo(directory));
  }

  /** Returns the directory that a run writes to. */
  public Path output() {
    return configured.output();
  }

  /** Returns the seed that the configuration names. */
  public long seed() {
    return configured.seed();
  }

  /**
   * Trains the model and writes {@code model/}, {@code samples.png}, {@code metrics.jsonl}, {@code
   * training.json} and {@code decipher.conf}.
   *
   * @param caller the seed to use, who hears of progress, who may cancel, and where training may
   *     keep its checkpoints
   * @throws ConfigurationException if the run directory holds something already
   * @throws DecipherException if the run cannot go on; what was written before is kept
   * @throws java.util.concurrent.CancellationException if it was cancelled; likewise
   */
  public TrainingReport run(RunContext caller) {
    Parts parts = configured.parts();
    RunDirectory directory = RunDirectory.create(output());
    Recorder recorder = new Recorder(caller.listener(), directory);
    RunContext run =
        new RunContext(caller.seed(), recorder, caller.cancellation(), caller.checkpoints());
    Stopwatch watch = new Stopwatch(run);

    SampleShape shape = watch.time("data", parts.dataset()::shape);
    parts.model().check(shape);
    FloatMatrix samples = watch.time("data", parts.dataset()::train);
    if (samples.rows() < 2) {
      throw new DecipherException(
          "the data set has "
              + samples.rows()
              + " training samples; training needs 2 or more (do decipher.dataset.splits name"
              + " train?)");
    }
    directory.writeText("decipher.conf", seeded(caller.seed()).render());
    FloatMatrix prepared = watch.time("preprocess", () -> preprocess(parts, samples, shape, run));
    TrainingSet set = new TrainingSet(prepared, shape, Optional.empty());
    try (TrainedModel trained = watch.time("model", () -> parts.model().train(set, run))) {
      Settings all = parts.resolved().at(Configuration.ROOT);
      directory.writeDirectory(
          "model", path -> ModelStore.save(trained, all, DecipherVersion.current(), path));
      if (ImageSheet.canShow(shape)) {
        watch.time("pictures", () -> Gallery.writeSamples(trained, shape, directory, run));
      }
      TrainingReport report =
          new TrainingReport(
              samples.rows(),
              caller.seed(),
              trained.description(),
              recorder.last,
              watch.seconds(),
              directory.path());
      directory.writeText(Evaluation.TRAINED_ALONE, ReportJson.of(report));
      return report;
    }
  }

  private Settings seeded(long seed) {
    Settings all = configured.configuration();
    return all.with(
        Configuration.ROOT,
        Settings.parse("run", "seed = " + seed).over(all.at(Configuration.ROOT)));
  }

  static FloatMatrix preprocess(
      Parts parts, FloatMatrix samples, SampleShape shape, RunContext run) {
    FloatMatrix prepared = samples;
    for (Preprocessor preprocessor : parts.preprocessors()) {
      prepared = preprocessor.apply(prepared, shape, run);
    }
    return prepared;
  }

  /** Passes everything on, and keeps a line an epoch in metrics.jsonl. */
  private static final class Recorder implements ProgressListener {
    private final ProgressListener listener;
    private final RunDirectory directory;
    private Map<String, Double> last = Map.of();

    Recorder(ProgressListener listener, RunDirectory directory) {
      this.listener = listener;
      this.directory = directory;
    }

    @Override
    public void progress(Progress progress) {
      listener.progress(progress);
    }

    @Override
    public void epoch(EpochMetrics metrics) {
      directory.appendLine("metrics.jsonl", ReportJson.line(metrics));
      last = metrics.values();
      listener.epoch(metrics);
    }
  }
}
