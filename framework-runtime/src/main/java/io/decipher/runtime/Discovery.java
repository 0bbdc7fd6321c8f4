package io.decipher.runtime;

import com.google.inject.Guice;
import com.google.inject.spi.Element;
import com.google.inject.spi.Elements;
import com.google.inject.spi.Message;
import io.decipher.api.Assigner;
import io.decipher.api.ClusterModel;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Dendrogram;
import io.decipher.api.Encoder;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Hierarchy;
import io.decipher.api.Labels;
import io.decipher.api.Neighbours;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.Preprocessor;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.Projection;
import io.decipher.api.Refinable;
import io.decipher.api.Resolutions;
import io.decipher.api.RunContext;
import io.decipher.api.SampleShape;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.api.Truth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
 * DiscoveryReport report = discovery.run(new RunContext(42, progress -> ui.show(progress), cancel));
 * }</pre>
 */
public final class Discovery {
  private static final int EXEMPLARS = 10;

  private final Parts parts;
  private final Path output;

  private Discovery(Parts parts, Path output) {
    this.parts = parts;
    this.output = output;
  }

  /**
   * Makes a discovery of a configuration file, with the plugins on the module path.
   *
   * @throws ConfigurationException naming everything that is wrong with it
   */
  public static Discovery load(Path file) {
    return of(Settings.load(file), Plugins.discover());
  }

  /**
   * Makes a discovery of settings and plugins.
   *
   * @param settings with the block {@code decipher}; what it does not say is the default
   * @param plugins what its names refer to
   * @throws ConfigurationException naming everything that is wrong with it
   */
  public static Discovery of(Settings settings, Plugins plugins) {
    // The module notes problems as elements; seeing them first keeps Guice's own errors about parts
    // that are missing because of them out of what a person reads.
    List<Element> elements = Elements.getElements(new DecipherModule(settings, plugins));
    List<String> problems =
        elements.stream()
            .filter(Message.class::isInstance)
            .map(problem -> ((Message) problem).getMessage())
            .distinct()
            .toList();
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    Parts parts =
        Guice.createInjector(com.google.inject.Stage.PRODUCTION, Elements.getModule(elements))
            .getInstance(Parts.class);
    return new Discovery(parts, parts.blueprint().output());
  }

  /** Returns this discovery, writing to another directory. */
  public Discovery writingTo(Path directory) {
    return new Discovery(parts, directory);
  }

  /** Returns the directory that a run writes to. */
  public Path output() {
    return output;
  }

  /** Returns the seed that the configuration names. */
  public long seed() {
    return parts.blueprint().seed();
  }

  /** Returns the whole configuration, with all defaults. */
  public Settings configuration() {
    return parts
        .resolved()
        .with(
            Configuration.ROOT,
            parts.resolved().at(Configuration.ROOT).with("output", output.toString()));
  }

  /**
   * Runs the discovery.
   *
   * @param caller the seed to use (that of the configuration is {@link #seed}), who hears of
   *     progress, and who may cancel
   * @return what was found; it is in the run directory too
   * @throws ConfigurationException if the run directory holds something already
   * @throws DecipherException if the run cannot go on; what was written before is kept
   * @throws java.util.concurrent.CancellationException if it was cancelled; likewise
   */
  public DiscoveryReport run(RunContext caller) {
    RunDirectory directory = RunDirectory.create(output);
    RunContext run =
        new RunContext(
            caller.seed(), recording(caller.listener(), directory), caller.cancellation());
    Stopwatch watch = new Stopwatch(run);

    SampleShape shape = watch.time("data", parts.dataset()::shape);
    parts.model().check(shape);
    FloatMatrix samples = watch.time("data", parts.dataset()::samples);
    if (samples.columns() != shape.size()) {
      throw new DecipherException(
          "the data set says that a sample is "
              + shape
              + ", but its samples have "
              + samples.columns()
              + " values; its plugin must be mended");
    }
    directory.writeText("decipher.conf", seeded(run.seed()).render());
    if (samples.rows() < 2) {
      throw new DecipherException(
          "the data set has " + samples.rows() + " samples; expected at least 2 to find classes");
    }
    FloatMatrix prepared = watch.time("preprocess", () -> preprocess(samples, shape, run));

    try (Job job = new Job(samples, prepared, shape, directory, watch, run)) {
      return job.run();
    }
  }

  /** What the parts of one run share. It owns the model that was trained last. */
  private final class Job implements AutoCloseable {
    private final FloatMatrix samples;
    private final FloatMatrix prepared;
    private final SampleShape shape;
    private final RunDirectory directory;
    private final Stopwatch watch;
    private final RunContext run;
    private final List<Stage> stages = new ArrayList<>();
    private @Nullable TrainedModel model;
    private Optional<FoundClasses> opinion = Optional.empty(); // the model's own

    Job(
        FloatMatrix samples,
        FloatMatrix prepared,
        SampleShape shape,
        RunDirectory directory,
        Stopwatch watch,
        RunContext run) {
      this.samples = samples;
      this.prepared = prepared;
      this.shape = shape;
      this.directory = directory;
      this.watch = watch;
      this.run = run;
    }

    DiscoveryReport run() {
      if (parts.plan().needsModelFirst()) {
        learn(Optional.empty());
      }
      Found found = find(parts.plan().features(), Optional.empty());
      keep(found);
      for (int round = 1; round <= parts.blueprint().rounds(); round++) {
        learn(Optional.of(trusted(found)));
        if (model instanceof Assigner assigner && assigner.assigns()) {
          FoundClasses named = watch.time("model", () -> assigner.assign(prepared, run));
          keep(new Stage("classifier", named, List.of(), Optional.empty()));
          opinion = Optional.of(named);
        }
        found = find(parts.plan().again(), Optional.of(found.view.found().labels()));
        keep(found);
      }
      if (model == null) {
        learn(Optional.of(found.view.found()));
      }
      return finish(found.view, Objects.requireNonNull(model));
    }

    /** Trains the model, or lets it go on if it can. */
    private void learn(Optional<FoundClasses> classes) {
      TrainingSet set = new TrainingSet(prepared, shape, classes);
      TrainedModel before = model;
      model =
          watch.time(
              "model",
              () ->
                  before instanceof Refinable refinable
                      ? refinable.refine(set, run)
                      : parts.model().train(set, run));
      if (before != null) {
        before.close();
      }
    }

    /** Features, projection, clusters, and small modes brought home. */
    private Found find(List<FeatureEntry> entries, Optional<Labels> earlier) {
      return find(entries, earlier, watch);
    }

    private Found find(List<FeatureEntry> entries, Optional<Labels> earlier, Stopwatch timer) {
      Optional<Encoder> encoder =
          model instanceof Encoder able ? Optional.of(able) : Optional.empty();
      FloatMatrix features =
          timer.time("features", () -> Features.of(entries, prepared, shape, encoder, run));
      Projection projection = timer.time("projection", () -> parts.projector().fit(features, run));
      ClusterModel clusters =
          timer.time("clusters", () -> parts.clusterer().fit(projection.points(), run));
      Blueprint.Modes modes = parts.blueprint().modes();
      ModeAdoption.Outcome bySize =
          timer.time(
              "modes",
              () ->
                  modes.adopt() && clusters instanceof Hierarchy tree
                      ? new ModeAdoption(modes)
                          .adopt(clusters.classes(), tree, samples, opinion, run)
                      : ModeAdoption.untouched(clusters.classes()));
      ModeAdoption.Outcome outcome = earlier.map(bySize::numberedAs).orElse(bySize);
      View view =
          new View(
              entries.stream().map(FeatureEntry::name).toList(),
              features,
              projection.points(),
              outcome.classes(),
              outcome.modes(),
              clusters instanceof Resolutions resolutions
                  ? Optional.of(timer.time("clusters", resolutions::sweep))
                  : Optional.empty(),
              Optional.empty());
      return new Found(view, outcome.decided(), projection, clusters);
    }

    /** The classes that a model is to learn from. */
    private FoundClasses trusted(Found found) {
      Labels labels =
          found.projection instanceof Neighbours near
              ? Agreement.of(found.decided, near, parts.blueprint().round().agreement())
              : found.decided;
      return new FoundClasses(labels, found.view.found().strengths());
    }

    private void keep(Found found) {
      View view = found.view;
      writeView(view);
      if (found.clusters instanceof Dendrogram dendrogram) {
        int[] number = Assignment.best(found.clusters.classes().labels(), view.found().labels());
        directory.write(
            "tree.png", file -> Icicle.write(file, dendrogram.tree().renumbered(number)));
      }
      keep(
          new Stage(
              String.join(" and ", view.features()), view.found(), view.modes(), Optional.empty()));
    }

    private void keep(Stage stage) {
      stages.add(stage);
      if (parts.blueprint().rounds() == 0) {
        return;
      }
      run.step(
          new Progress(
              "stage " + stages.size(),
              1,
              stage.found().labels().classes() + " classes by " + stage.name()));
    }

    private void writeView(View view) {
      directory.write("features.npy", file -> Npy.write(file, view.featureMatrix()));
      directory.write("projection.npy", file -> Npy.write(file, view.projection()));
      directory.write("labels.npy", file -> Npy.write(file, view.found().labels()));
      directory.write("strengths.npy", file -> Npy.writeVector(file, view.found().strengths()));
      watch.time(
          "pictures", () -> Gallery.writeExemplars(view, samples, shape, EXEMPLARS, directory));
    }

    private DiscoveryReport finish(View view, TrainedModel trained) {
      Settings recipe = parts.resolved().at(Configuration.ROOT);
      directory.writeDirectory(
          "model",
          path -> {
            ModelStore.save(trained, recipe, DecipherVersion.current(), path);
            Recognition.keep(path, trained, prepared, view.found().labels(), run);
          });
      if (stages.size() > 1) {
        directory.writeDirectory("stages", this::writeStages);
      }
      List<View> compared = new ArrayList<>();
      List<FeatureEntry> looked =
          parts.blueprint().rounds() == 0 ? parts.plan().features() : parts.plan().again();
      for (FeatureEntry entry : parts.plan().compare()) {
        if (looked.equals(List.of(entry))) {
          continue; // that is what the classes were found by
        }
        compared.add(
            watch.time(
                "compare", () -> find(List.of(entry), Optional.empty(), new Stopwatch(run)).view));
      }
      Map<String, Integer> times = new HashMap<>();
      for (View other : compared) {
        String name = "compared-" + String.join("-", other.features());
        int time = times.merge(name, 1, Integer::sum);
        directory.writeDirectory(
            time == 1 ? name : name + "-" + time, path -> writeArrays(other, path));
      }
      watch.time("pictures", () -> Gallery.write(view, compared, trained, shape, directory, run));

      // The one place where what people say of the samples is looked at, after all else is done.
      Optional<Truth> truth = truth();
      DiscoveryReport report =
          new DiscoveryReport(
              view.scored(truth.map(known -> Scores.of(view.found().labels(), known))),
              stages.stream()
                  .map(
                      stage ->
                          stage.scored(
                              truth.map(known -> Scores.of(stage.found().labels(), known))))
                  .toList(),
              compared.stream()
                  .map(
                      other ->
                          other.scored(
                              truth.map(known -> Scores.of(other.found().labels(), known))))
                  .toList(),
              trained.description(),
              watch.seconds(),
              directory.path());
      directory.writeText("report.json", ReportJson.of(report, seeded(run.seed()), run.seed()));
      return report;
    }

    private void writeStages(Path path) throws IOException {
      for (int i = 0; i < stages.size(); i++) {
        String name = (i + 1) + "-" + stages.get(i).name().replace(" and ", "-") + ".npy";
        Npy.write(path.resolve(name), stages.get(i).found().labels());
      }
    }

    @Override
    public void close() {
      if (model != null) {
        model.close();
      }
    }
  }

  /**
   * A view, and what is known of it beside.
   *
   * @param decided its classes, noise where they are its coarse group's alone
   */
  private record Found(View view, Labels decided, Projection projection, ClusterModel clusters) {}

  /** Returns what one of the samples is. */
  SampleShape shape() {
    return parts.dataset().shape();
  }

  /** Returns all samples, as they come, (n x size). */
  FloatMatrix samples() {
    return parts.dataset().samples();
  }

  /** Returns how well labels agree with what people say of the samples, where they do. */
  Optional<Scores> scores(Labels labels) {
    return truth().map(known -> Scores.of(labels, known));
  }

  private Optional<Truth> truth() {
    return parts.dataset().truth();
  }

  private Settings seeded(long seed) {
    Settings all = configuration();
    return all.with(
        Configuration.ROOT,
        Settings.parse("run", "seed = " + seed).over(all.at(Configuration.ROOT)));
  }

  private FloatMatrix preprocess(FloatMatrix samples, SampleShape shape, RunContext run) {
    FloatMatrix prepared = samples;
    for (Preprocessor preprocessor : parts.preprocessors()) {
      prepared = preprocessor.apply(prepared, shape, run);
    }
    return prepared;
  }

  private static void writeArrays(View view, Path path) throws IOException {
    Npy.write(path.resolve("features.npy"), view.featureMatrix());
    Npy.write(path.resolve("projection.npy"), view.projection());
    Npy.write(path.resolve("labels.npy"), view.found().labels());
    Npy.writeVector(path.resolve("strengths.npy"), view.found().strengths());
  }

  /** Passes everything on, and keeps a line an epoch in metrics.jsonl. */
  private static ProgressListener recording(ProgressListener listener, RunDirectory directory) {
    return new ProgressListener() {
      @Override
      public void progress(Progress progress) {
        listener.progress(progress);
      }

      @Override
      public void epoch(EpochMetrics metrics) {
        directory.appendLine("metrics.jsonl", ReportJson.line(metrics));
        listener.epoch(metrics);
      }
    };
  }
}
