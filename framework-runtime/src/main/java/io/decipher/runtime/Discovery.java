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
 * <p>A discovery is created from a configuration, at which point all problems with it are reported.
 * It can be run more than once, with different seeds and directories. It never ends the process,
 * configures no logging, and has no static state.
 *
 * <pre>{@code
 * var discovery = Discovery.load(Path.of("mnist.conf"));
 * var cancel = new CancellationToken(); // cancel.cancel() from another thread
 * DiscoveryReport report = discovery.run(RunContext.of(42, progress -> ui.show(progress), cancel));
 * }</pre>
 *
 * <p>A run saves its intermediate results, so one that was cancelled, failed, or was killed with
 * its process can be continued by {@link #resume}.
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
   * Creates a discovery from a configuration file, with the plugins on the module path. Relative
   * paths in it are relative to its folder.
   *
   * @see Settings#loadLocated
   * @throws ConfigurationException with everything that is wrong with the configuration
   */
  public static Discovery load(Path file) {
    return of(Settings.loadLocated(file), Plugins.discover());
  }

  /**
   * Creates a discovery from settings and plugins.
   *
   * @param settings with the block {@code decipher}; missing settings have their defaults
   * @param plugins the plugins to which the settings refer
   * @throws ConfigurationException with everything that is wrong with the settings
   */
  public static Discovery of(Settings settings, Plugins plugins) {
    Components components = Wiring.of(settings, plugins);
    return new Discovery(components, components.settings().output(), false, List.of());
  }

  /**
   * Creates a discovery for samples of the calling program:
   *
   * <pre>{@code
   * Samples samples = Samples.of(FloatMatrix.ofRows(rows), SampleType.vector(8));
   * Settings settings = Settings.parse("mine", "decipher.clusterer.min-cluster-size = 20");
   * Labels classes =
   *     Discovery.of(settings, Plugins.discover(), samples)
   *         .runWithoutDirectory(RunContext.seeded(42)).view().found().labels();
   * }</pre>
   *
   * @param settings with the block {@code decipher}; its {@code dataset} may contain the settings
   *     common to all data sets, such as {@code attributes}, but no {@code type}
   * @param plugins the plugins to which the settings refer
   * @param samples the samples to find classes in; a run directory records them as {@code type =
   *     given}, so its configuration alone does not suffice to read them again
   * @throws ConfigurationException with everything that is wrong with the settings
   */
  public static Discovery of(Settings settings, Plugins plugins, Samples samples) {
    Settings root = settings.at(Configuration.ROOT);
    Settings dataset = root.at("dataset").with("type", GivenSamples.NAME);
    return of(
        settings.with(Configuration.ROOT, root.with("dataset", dataset)),
        plugins.with(new GivenSamples(samples)));
  }

  /**
   * Creates a discovery that resumes an unfinished run, in its own directory and with its own
   * configuration.
   *
   * <pre>{@code
   * var discovery = Discovery.resume(Path.of("runs/mnist"), Plugins.discover());
   * discovery.warnings().forEach(System.err::println);
   * DiscoveryReport report = discovery.run(RunContext.seeded(discovery.seed()));
   * }</pre>
   *
   * <p>The results of finished stages are loaded, and trainings continue from their checkpoints if
   * their models write any ({@link RunContext#checkpoints}). On the same machine the run directory
   * therefore ends up as after an uninterrupted run, except for {@code seconds} and the like, and
   * for the number of times it was resumed.
   *
   * @param run the run directory
   * @param plugins the plugins to which its configuration refers
   * @throws RunFinishedException if the run has finished successfully, with what it found
   * @throws ConfigurationException if the directory is not a run directory, has nothing to resume
   *     from, or was written by another version of Decipher
   * @throws DecipherException if its intermediate results are damaged
   */
  public static Discovery resume(Path run, Plugins plugins) {
    Resumption resumption = Resumption.of(run, RunJob.DISCOVER);
    return new Discovery(
        of(resumption.settings(), plugins).components, run, true, resumption.warnings());
  }

  /**
   * Returns this discovery with another output directory, in which a new run starts even if this
   * one resumes a run.
   */
  public Discovery writingTo(Path directory) {
    return new Discovery(components, directory, false, List.of());
  }

  /** Returns what a person should know before a run is resumed; usually empty. */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * Returns one sentence for each setting that was changed from its default but has no effect in
   * combination with the others; a run reports them as warnings.
   */
  public List<String> ineffective() {
    return IneffectiveSettings.ofDiscovery(components);
  }

  /** Returns the output directory. */
  public Path output() {
    return output;
  }

  /** Returns the seed of the configuration. */
  public long seed() {
    return components.settings().seed();
  }

  Components components() {
    return components;
  }

  /** Returns the complete configuration, including all defaults. */
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
   * @param caller provides the seed (the configuration's is {@link #seed}), progress and
   *     cancellation; its {@link RunContext#checkpoints} are ignored, since a run has its own
   * @return what was found, which is also stored in the run directory
   * @throws ConfigurationException if the run directory is in use or not empty; for a resumed run,
   *     if the data set or the seed differ from those it was started with
   * @throws RunFinishedException if a run to resume has been finished by another process meanwhile
   * @throws DecipherException if the run cannot continue; files written so far are kept
   * @throws java.util.concurrent.CancellationException if it was cancelled; files are kept as well
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
      if (Preparation.isHeld(samples)) { // others have been reported by the forecast
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
   * Runs the discovery without leaving any files: its output, including the model, is written to a
   * temporary directory and deleted. The report contains what was found; its directory no longer
   * exists.
   *
   * @param caller as for {@link #run}
   * @throws DecipherException as {@link #run} does
   */
  public DiscoveryReport runWithoutDirectory(RunContext caller) {
    Path temporary;
    try {
      temporary = Files.createTempDirectory("decipher");
    } catch (IOException e) {
      throw new DecipherException(
          "no temporary directory can be created: " + e + "; name another with -Djava.io.tmpdir",
          e);
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

    // The only place that reads the ground truth, after everything else is done.
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

  /** Reads the samples, and checks that every component accepts them. */
  private Samples read(Stopwatch watch, RunContext run) {
    SampleType type = watch.time("data", components.dataset()::type);
    SampleType accepted = components.accepted(type);
    // Reading files overlaps with starting the engine.
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
   * Copies the files of the samples into one folder per class.
   *
   * @param labels the class of each sample
   * @param root the folder to which the samples' names are relative
   * @param target an empty or new directory
   * @return the number of copied files; samples without a file of their own are skipped
   * @throws ConfigurationException if the target is not empty
   * @throws DecipherException if a file cannot be copied
   */
  public int sortInto(Labels labels, Path root, Path target) {
    SortedCopies.requireEmpty(target);
    Samples all = samples();
    return SortedCopies.copy(
        sample -> SampleFiles.place(root, all.name(sample)), labels, Map.of(), target);
  }

  /** Returns the type of the samples. */
  SampleType type() {
    return components.dataset().type();
  }

  /**
   * Returns all samples as the data set provides them, (n); they are read once.
   *
   * @throws DecipherException if they cannot be read
   */
  public Samples samples() {
    return components.dataset().samples();
  }

  /** Scores labels against the ground truth; empty if there is none. */
  Optional<Scores> scores(Labels labels) {
    return truth().map(known -> Scores.of(labels, known));
  }

  private Optional<GroundTruth> truth() {
    return components.dataset().truth();
  }

  /**
   * Reads the samples and checks that all components accept them, since such problems occur for
   * every seed.
   */
  void requireReadable(RunContext run) {
    DataSets.requireThere(components.resolved().at(Configuration.ROOT).at("dataset"));
    read(new Stopwatch(run), run);
  }

  /** Returns the content of decipher.conf. */
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
