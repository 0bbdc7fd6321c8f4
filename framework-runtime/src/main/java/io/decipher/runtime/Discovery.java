// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FileTree;
import io.decipher.api.GroundTruth;
import io.decipher.api.Labels;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.runtime.internal.config.Components;
import io.decipher.runtime.internal.config.Configuration;
import io.decipher.runtime.internal.config.ConfigurationText;
import io.decipher.runtime.internal.config.IneffectiveSettings;
import io.decipher.runtime.internal.config.Wiring;
import io.decipher.runtime.internal.data.Confounding;
import io.decipher.runtime.internal.data.GivenSamples;
import io.decipher.runtime.internal.data.SortedCopies;
import io.decipher.runtime.internal.pipeline.Background;
import io.decipher.runtime.internal.pipeline.ContextView;
import io.decipher.runtime.internal.pipeline.Course;
import io.decipher.runtime.internal.pipeline.MemoryForecast;
import io.decipher.runtime.internal.pipeline.Pipeline;
import io.decipher.runtime.internal.pipeline.Preparation;
import io.decipher.runtime.internal.pipeline.Stopwatch;
import io.decipher.runtime.internal.run.MemoryNeed;
import io.decipher.runtime.internal.run.RunSession;
import io.decipher.runtime.internal.run.RunWriter;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.Resumption;
import io.decipher.runtime.internal.store.RunJob;
import io.decipher.runtime.report.DiscoveryReport;
import io.decipher.runtime.report.Evidence;
import io.decipher.runtime.report.RunFinishedException;
import io.decipher.runtime.report.Scores;
import io.decipher.runtime.report.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The main job: finds the classes in a data set, trains a model on them, and writes a run
 * directory.
 *
 * <p>A discovery is made of a configuration, whose problems are all reported then; it can be run
 * more than once, with different seeds and directories. It never ends the process, sets up no
 * logging, and keeps no static state.
 *
 * <pre>{@code
 * var discovery = Discovery.load(Path.of("mnist.conf"));
 * var cancel = new CancellationToken(); // cancel.cancel() from another thread
 * DiscoveryReport report = discovery.run(RunContext.of(42, progress -> ui.show(progress), cancel));
 * }</pre>
 *
 * <p>A run keeps what it needs to go on where it was, so that one that was cancelled, failed, or
 * was killed with its process is taken up again by {@link #resume}.
 */
public final class Discovery {
  private final Components components;
  private final Path output;
  private final boolean goesOn;
  private final List<String> warnings;

  private Discovery(Components components, Path output, boolean goesOn, List<String> warnings) {
    this.components = components;
    this.output = output;
    this.goesOn = goesOn;
    this.warnings = warnings;
  }

  /**
   * Makes a discovery of a configuration file, with the plugins on the module path. Relative paths
   * in it are relative to its folder.
   *
   * @see Settings#loadLocated
   * @throws ConfigurationException naming everything that is wrong with it
   */
  public static Discovery load(Path file) {
    return of(Settings.loadLocated(file), Plugins.discover());
  }

  /**
   * Makes a discovery of settings and plugins.
   *
   * @param settings with the block {@code decipher}; what it does not say is the default
   * @param plugins what its names refer to
   * @throws ConfigurationException naming everything that is wrong with it
   */
  public static Discovery of(Settings settings, Plugins plugins) {
    Components components = Wiring.of(settings, plugins);
    return new Discovery(components, components.settings().output(), false, List.of());
  }

  /**
   * Makes a discovery of samples that a program has:
   *
   * <pre>{@code
   * Samples samples = Samples.of(FloatMatrix.ofRows(rows), SampleType.vector(8));
   * Settings settings = Settings.parse("mine", "decipher.clusterer.min-cluster-size = 20");
   * Labels classes =
   *     Discovery.of(settings, Plugins.discover(), samples)
   *         .runWithoutDirectory(RunContext.seeded(42)).view().found().labels();
   * }</pre>
   *
   * @param settings with the block {@code decipher}; {@code dataset} in it may say what every data
   *     set takes, as {@code attributes}, and no {@code type}
   * @param plugins what its names refer to
   * @param samples what to find classes in; a run directory names them {@code type = given}, so
   *     that it cannot be read again from its configuration alone
   * @throws ConfigurationException naming everything that is wrong with the settings
   */
  public static Discovery of(Settings settings, Plugins plugins, Samples samples) {
    Settings root = settings.at(Configuration.ROOT);
    Settings dataset = root.at("dataset").with("type", GivenSamples.NAME);
    return of(
        settings.with(Configuration.ROOT, root.with("dataset", dataset)),
        plugins.with(new GivenSamples(samples)));
  }

  /**
   * Makes a discovery that resumes a run that did not end, in its own directory and by its own
   * configuration.
   *
   * <pre>{@code
   * var discovery = Discovery.resume(Path.of("runs/mnist"), Plugins.discover());
   * discovery.warnings().forEach(System.err::println);
   * DiscoveryReport report = discovery.run(RunContext.seeded(discovery.seed()));
   * }</pre>
   *
   * <p>What stages found is read, and trainings go on from their checkpoints as far as their models
   * keep any ({@link RunContext#checkpoints}), so that on the same machine the run directory ends
   * up as it would have in one go, but for {@code seconds} and the like, and for the number of
   * times it was resumed.
   *
   * @param run the run directory
   * @param plugins what its configuration refers to
   * @throws RunFinishedException if the run has ended well, saying what it found
   * @throws ConfigurationException if the directory is no run's, keeps nothing to go on from, or
   *     was begun by another version of Decipher
   * @throws DecipherException if what it keeps is damaged
   */
  public static Discovery resume(Path run, Plugins plugins) {
    Resumption resumption = Resumption.of(run, RunJob.DISCOVER);
    return new Discovery(
        of(resumption.settings(), plugins).components, run, true, resumption.warnings());
  }

  /**
   * Returns this discovery, writing to another directory; there a run begins, even if this one goes
   * on with one.
   */
  public Discovery writingTo(Path directory) {
    return new Discovery(components, directory, false, List.of());
  }

  /** Returns what a person should know before a run goes on; usually nothing. */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * Returns a sentence for each setting that was changed from its default and has no effect beside
   * the others; a run warns of them.
   */
  public List<String> ineffective() {
    return IneffectiveSettings.ofDiscovery(components);
  }

  /** Returns the directory that a run writes to. */
  public Path output() {
    return output;
  }

  /** Returns the seed that the configuration names. */
  public long seed() {
    return components.settings().seed();
  }

  Components components() {
    return components;
  }

  /** Returns the whole configuration, with all defaults. */
  public Settings configuration() {
    return components
        .resolved()
        .with(
            Configuration.ROOT,
            components.resolved().at(Configuration.ROOT).with("output", output.toString()));
  }

  /**
   * Runs the discovery.
   *
   * @param caller the seed to use (that of the configuration is {@link #seed}), who hears of
   *     progress, and who may cancel; its {@link RunContext#checkpoints} are not looked at, for a
   *     run keeps its own
   * @return what was found; it is in the run directory too
   * @throws ConfigurationException if the run directory is in use, or holds something already; of a
   *     run that goes on, if data set or seed are not those it was begun with
   * @throws RunFinishedException if a run that goes on has been ended by another process meanwhile
   * @throws DecipherException if the run cannot go on; what was written before is kept
   * @throws java.util.concurrent.CancellationException if it was cancelled; likewise
   */
  public DiscoveryReport run(RunContext caller) {
    DataSets.requireThere(components.resolved().at(Configuration.ROOT).at("dataset"));
    try (RunSession session =
        RunSession.open(RunJob.DISCOVER, output, goesOn, text(caller.seed()), seed(), caller)) {
      Course.ofDiscovery(components).begin(Course.Kind.READ, 0, session.run());
      Samples samples = session.read(() -> read(session.watch(), session.run()));
      components.dataset().notes().forEach(session.run()::note);
      ineffective().forEach(session.run()::warn);
      session.checkpoints().requireData(samples);
      RunContext run = session.run();
      if (Preparation.isHeld(samples)) { // of others the forecast has told
        MemoryNeed.warnings(samples.count(), samples.type(), output).forEach(run::warn);
      }
      Samples prepared =
          session
              .watch()
              .time(
                  "preprocess", () -> Preparation.apply(components.preprocessors(), samples, run));
      RunWriter writer = new RunWriter(components, samples, prepared, session);
      writer.writePrepared();
      try (Pipeline pipeline =
          new Pipeline(components, samples, prepared, writer, session.watch(), run)) {
        return run(pipeline, writer, session);
      }
    }
  }

  /**
   * Runs the discovery and leaves no file: what a run writes, its model too, goes to a directory
   * among the system's temporary ones, and is deleted. The report says what was found; its
   * directory is no more.
   *
   * @param caller as of {@link #run}
   * @throws DecipherException as {@link #run} does
   */
  public DiscoveryReport runWithoutDirectory(RunContext caller) {
    Path temporary;
    try {
      temporary = Files.createTempDirectory("decipher");
    } catch (IOException e) {
      throw new DecipherException(
          "no temporary directory can be made: " + e + "; name another by -Djava.io.tmpdir", e);
    }
    try {
      return writingTo(temporary.resolve("run")).run(caller);
    } finally {
      try {
        FileTree.delete(temporary);
      } catch (IOException e) {
        caller.warn(temporary + " could not be deleted: " + e);
      }
    }
  }

  private DiscoveryReport run(Pipeline pipeline, RunWriter writer, RunSession session) {
    Stage found = pipeline.run();
    TrainedModel model = pipeline.model();
    writer.writeModel(model, found);
    writer.writeStages(pipeline.stages());
    List<Stage> compared = pipeline.compared(found);
    Optional<Evidence> evidence =
        Evidence.of(found, ContextView.without(compared), pipeline.layouts(found));
    Course.ofDiscovery(components).begin(Course.Kind.PICTURES, 0, session.run());
    writer.writePictures(found, compared, model);
    writer.writeItems(found);
    Map<String, Double> followed =
        Confounding.of(found.found().labels(), components.dataset().samples().attributes());
    Confounding.warnings(followed).forEach(session.run()::warn);

    // The one place where what people say of the samples is looked at, after all else is done.
    Optional<GroundTruth> truth = truth();
    DiscoveryReport report =
        new DiscoveryReport(
            scored(found, truth),
            pipeline.stages().stream().map(stage -> scored(stage, truth)).toList(),
            compared.stream().map(stage -> scored(stage, truth)).toList(),
            evidence,
            pipeline.candidates(),
            pipeline.notes(),
            model.description(),
            new DiscoveryReport.Data(components.dataset().notes(), followed),
            session.watch().seconds(),
            session.checkpoints().resumed(),
            session.directory().path());
    long seed = session.run().seed();
    session.end(ReportJson.of(report, seeded(seed), seed));
    return report;
  }

  private static Stage scored(Stage stage, Optional<GroundTruth> truth) {
    return stage.scored(truth.map(known -> Scores.of(stage.found().labels(), known)));
  }

  /** Reads the samples, and checks that everything takes them. */
  private Samples read(Stopwatch watch, RunContext run) {
    SampleType type = watch.time("data", components.dataset()::type);
    SampleType accepted = components.accepted(type);
    // An engine that opens and files that are read do not wait for each other.
    Background<Samples> reading =
        Background.start("samples", () -> Preparation.held(components.dataset().samples()));
    reading.during(() -> components.model().check(accepted));
    Samples samples = watch.time("data", reading::result);
    new MemoryForecast()
        .of(samples, components.preprocessors(), components.plan().entries())
        .forEach(run::note);
    if (!samples.type().equals(type)) {
      throw new DecipherException(
          "the data set says that a sample is "
              + type
              + ", but its samples are "
              + samples.type()
              + "; its plugin must be fixed");
    }
    if (samples.count() < 2) {
      throw new DecipherException(
          "the data set has " + samples.count() + " samples; expected at least 2 to find classes");
    }
    return samples;
  }

  /**
   * Copies the files that the samples are into a folder a class.
   *
   * @param labels the class of each sample
   * @param root what the samples' names are relative to
   * @param target is empty or new
   * @return how many were copied; those that are no file of their own are not
   * @throws ConfigurationException if the target holds something already
   * @throws DecipherException if one cannot be copied
   */
  public int sortInto(Labels labels, Path root, Path target) {
    SortedCopies.requireEmpty(target);
    Samples all = samples();
    return SortedCopies.copy(
        sample -> SampleFiles.place(root, all.name(sample)), labels, Map.of(), target);
  }

  /** Returns what one of the samples is. */
  SampleType type() {
    return components.dataset().type();
  }

  /** Returns all samples, as they come, (n). */
  Samples samples() {
    return components.dataset().samples();
  }

  /** Returns how well labels agree with what people say of the samples, where they do. */
  Optional<Scores> scores(Labels labels) {
    return truth().map(known -> Scores.of(labels, known));
  }

  private Optional<GroundTruth> truth() {
    return components.dataset().truth();
  }

  /**
   * Reads the samples and checks that all components take them: what is wrong with them is wrong by
   * every seed.
   */
  void requireReadable(RunContext run) {
    DataSets.requireThere(components.resolved().at(Configuration.ROOT).at("dataset"));
    read(new Stopwatch(run), run);
  }

  /** Returns decipher.conf. */
  String text(long seed) {
    return ConfigurationText.of(seeded(seed), components.plugins());
  }

  Settings seeded(long seed) {
    Settings all = configuration();
    return all.with(
        Configuration.ROOT,
        Settings.parse("run", "seed = " + seed).over(all.at(Configuration.ROOT)));
  }
}
