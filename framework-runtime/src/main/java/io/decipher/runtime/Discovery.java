package io.decipher.runtime;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import com.google.inject.Guice;
import com.google.inject.spi.Element;
import com.google.inject.spi.Elements;
import com.google.inject.spi.Message;
import io.decipher.api.Assigner;
import io.decipher.api.ClusterModel;
import io.decipher.api.ClusterTree;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Dendrogram;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.GroundTruth;
import io.decipher.api.Hierarchy;
import io.decipher.api.Labels;
import io.decipher.api.Neighbours;
import io.decipher.api.Npy;
import io.decipher.api.OutlierScores;
import io.decipher.api.Plugins;
import io.decipher.api.Progress;
import io.decipher.api.Projection;
import io.decipher.api.Refinable;
import io.decipher.api.Resolutions;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.Sweep;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.runtime.internal.config.Blueprint;
import io.decipher.runtime.internal.config.Configuration;
import io.decipher.runtime.internal.config.DecipherModule;
import io.decipher.runtime.internal.config.DecipherVersion;
import io.decipher.runtime.internal.config.FeatureEntry;
import io.decipher.runtime.internal.config.Parts;
import io.decipher.runtime.internal.data.Confounding;
import io.decipher.runtime.internal.data.DescribedDataset;
import io.decipher.runtime.internal.data.Items;
import io.decipher.runtime.internal.data.SortedCopies;
import io.decipher.runtime.internal.data.Tables;
import io.decipher.runtime.internal.gallery.ClassPictures;
import io.decipher.runtime.internal.gallery.Gallery;
import io.decipher.runtime.internal.gallery.Pictures;
import io.decipher.runtime.internal.gallery.Recording;
import io.decipher.runtime.internal.metrics.Assignment;
import io.decipher.runtime.internal.pipeline.Agreement;
import io.decipher.runtime.internal.pipeline.Background;
import io.decipher.runtime.internal.pipeline.Features;
import io.decipher.runtime.internal.pipeline.ModeAdoption;
import io.decipher.runtime.internal.pipeline.Preparation;
import io.decipher.runtime.internal.pipeline.Stopwatch;
import io.decipher.runtime.internal.store.Checkpoints;
import io.decipher.runtime.internal.store.KeptStage;
import io.decipher.runtime.internal.store.ModelStore;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.Resumption;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.DiscoveryReport;
import io.decipher.runtime.report.Evidence;
import io.decipher.runtime.report.Mode;
import io.decipher.runtime.report.RunFinishedException;
import io.decipher.runtime.report.Scores;
import io.decipher.runtime.report.Stage;
import io.decipher.runtime.report.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
 * DiscoveryReport report = discovery.run(RunContext.of(42, progress -> ui.show(progress), cancel));
 * }</pre>
 *
 * <p>A run keeps what it needs to go on where it was, so that one that was cancelled, failed, or
 * was killed with its process is taken up again by {@link #resume}.
 */
public final class Discovery {
  private static final int EXEMPLARS = 10;
  private static final String JOB = "discover";
  private static final String OUTLIERS = "outlier-scores.npy";

  private final Parts parts;
  private final Path output;
  private final boolean goesOn;
  private final List<String> warnings;

  private Discovery(Parts parts, Path output, boolean goesOn, List<String> warnings) {
    this.parts = parts;
    this.output = output;
    this.goesOn = goesOn;
    this.warnings = warnings;
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
    return new Discovery(parts, parts.blueprint().output(), false, List.of());
  }

  /**
   * Makes a discovery that goes on with a run that did not end, in its own directory and by its own
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
    Resumption resumption = Resumption.of(run, JOB, DiscoveryReport.FILE, Discovery::found);
    return new Discovery(
        of(resumption.settings(), plugins).parts, run, true, resumption.warnings());
  }

  private static String found(Path report) {
    return Resumption.told(report, ReportJson::found);
  }

  /**
   * Returns this discovery, writing to another directory; there a run begins, even if this one goes
   * on with one.
   */
  public Discovery writingTo(Path directory) {
    return new Discovery(parts, directory, false, List.of());
  }

  /** Returns what a person should know before a run goes on; usually nothing. */
  public List<String> warnings() {
    return warnings;
  }

  /** Returns the directory that a run writes to. */
  public Path output() {
    return output;
  }

  /** Returns the seed that the configuration names. */
  public long seed() {
    return parts.blueprint().seed();
  }

  Parts parts() {
    return parts;
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
    if (goesOn && caller.seed() != seed()) {
      throw new ConfigurationException(
          List.of(
              "the seed must be "
                  + seed()
                  + ", that of the run in "
                  + output
                  + ", but was "
                  + caller.seed()));
    }
    DataSets.requireThere(parts.resolved().at(Configuration.ROOT).at("dataset"));
    try (RunDirectory locked = goesOn ? RunDirectory.reopen(output) : RunDirectory.create(output)) {
      RunDirectory directory = locked.advising("go on with: " + RunDirectory.resumption(output));
      if (goesOn && Files.exists(output.resolve(DiscoveryReport.FILE))) {
        directory.remove(Checkpoints.NAME);
        throw Resumption.finished(output, DiscoveryReport.FILE, Discovery::found);
      }
      if (!goesOn) {
        directory.writeText(RunDirectory.CONFIGURATION, seeded(caller.seed()).render());
      }
      Checkpoints checkpoints =
          goesOn ? Checkpoints.goOn(directory, JOB) : Checkpoints.begin(directory, JOB);
      return run(caller, directory, checkpoints);
    }
  }

  private DiscoveryReport run(RunContext caller, RunDirectory directory, Checkpoints checkpoints) {
    directory.remove(Recording.METRICS); // what an earlier process measured is told again
    RunContext plain = RunContext.of(caller.seed(), caller.listener(), caller.cancellation());
    Stopwatch watch = new Stopwatch(plain, checkpoints.secondsBefore(), checkpoints::spent);
    RunContext run =
        RunContext.of(
            caller.seed(),
            new Recording(caller.listener(), directory, () -> checkpoints.spent(watch.seconds())),
            caller.cancellation());
    SampleType shape;
    Samples samples;
    try {
      shape = watch.time("data", parts.dataset()::type);
      SampleType prepared = parts.accepted(shape);
      // An engine that opens and files that are read do not wait for each other.
      Background<Samples> reading =
          Background.start("samples", () -> Preparation.held(parts.dataset().samples()));
      reading.during(() -> parts.model().check(prepared));
      samples = watch.time("data", reading::result);
    } catch (DecipherException e) {
      if (!goesOn) { // nothing is found yet, so nothing is kept
        directory.remove(RunDirectory.CONFIGURATION);
        directory.remove(Checkpoints.NAME);
      }
      throw e;
    }
    if (!samples.type().equals(shape)) {
      throw new DecipherException(
          "the data set says that a sample is "
              + shape
              + ", but its samples are "
              + samples.type()
              + "; its plugin must be mended");
    }
    if (samples.count() < 2) {
      throw new DecipherException(
          "the data set has " + samples.count() + " samples; expected at least 2 to find classes");
    }
    List<String> notes = parts.dataset().notes();
    notes.forEach(run::note);
    checkpoints.requireData(samples);
    Samples prepared =
        watch.time("preprocess", () -> Preparation.apply(parts.preprocessors(), samples, run));

    try (Job job = new Job(samples, prepared, directory, checkpoints, watch, run)) {
      return job.run();
    }
  }

  /** What the parts of one run share. It owns the model that was trained last. */
  private final class Job implements AutoCloseable {
    private final Samples samples;
    private final Samples prepared;
    private final RunDirectory directory;
    private final Checkpoints checkpoints;
    private final Stopwatch watch;
    private final RunContext run;
    private final List<Stage> stages = new ArrayList<>();
    private int trainings;
    private @Nullable TrainedModel model;
    private Optional<FoundClasses> opinion = Optional.empty(); // the model's own

    Job(
        Samples samples,
        Samples prepared,
        RunDirectory directory,
        Checkpoints checkpoints,
        Stopwatch watch,
        RunContext run) {
      this.samples = samples;
      this.prepared = prepared;
      this.directory = directory;
      this.checkpoints = checkpoints;
      this.watch = watch;
      this.run = run;
    }

    DiscoveryReport run() {
      int rounds = parts.blueprint().rounds();
      Optional<FoundClasses> byItself = Optional.empty();
      if (parts.plan().needsModelFirst()) {
        learn(Optional.empty());
        byItself = named(parts.modelType());
      }
      Found found = stage(0, parts.plan().features(), byItself.map(FoundClasses::labels));
      for (int round = 1; round <= rounds; round++) {
        learn(Optional.of(new FoundClasses(found.lesson, found.classes.strengths())));
        opinion = named("classifier");
        found = stage(round, parts.plan().again(), Optional.of(found.classes.labels()));
      }
      if (model == null) {
        learn(Optional.of(found.classes));
      }
      return finish(found.view.orElseThrow(), Objects.requireNonNull(model));
    }

    /** Returns the classes that the model itself names, if it does, and makes a stage of them. */
    private Optional<FoundClasses> named(String stage) {
      if (!(model instanceof Assigner assigner && assigner.assigns())) {
        return Optional.empty();
      }
      FoundClasses named = watch.time("model", () -> assigner.assign(prepared, run));
      add(new Stage(stage, named, List.of(), Optional.empty()));
      return Optional.of(named);
    }

    /** Finds classes and writes them, unless an earlier process of the run did. */
    private Found stage(int round, List<FeatureEntry> entries, Optional<Labels> earlier) {
      String name = "stage-" + (round + 1);
      boolean last = round == parts.blueprint().rounds();
      // Earlier stages must not change with what is kept, or the numbers would.
      List<Integer> keep = last ? parts.blueprint().modes().keep() : List.of();
      Found found =
          keptStage(name, last, keep)
              .orElseGet(
                  () -> {
                    Fresh fresh = find(entries, earlier, keep, watch);
                    write(fresh);
                    if (last) {
                      Gallery.writeModes(fresh.view.modes(), samples, directory);
                    }
                    requireThere(keep, fresh.view.modes());
                    Labels lesson = last ? fresh.view.found().labels() : lesson(fresh);
                    return keep(name, fresh.view, lesson, directory.path());
                  });
      add(
          new Stage(
              entries.stream().map(FeatureEntry::name).collect(joining(" and ")),
              found.classes,
              found.modes,
              Optional.empty()));
      return found;
    }

    /** Returns what an earlier process of the run found, if it kept the same modes. */
    private Optional<Found> keptStage(String name, boolean last, List<Integer> keep) {
      Optional<Found> known = kept(name, directory.path(), last);
      if (known.isPresent() && !numbers(known.get().modes).equals(Set.copyOf(keep))) {
        checkpoints.forgetFrom(name); // a person has changed decipher.conf
        return Optional.empty();
      }
      return known;
    }

    private static Set<Integer> numbers(List<Mode> modes) {
      return modes.stream()
          .filter(mode -> mode.own().isPresent())
          .map(Mode::number)
          .collect(toSet());
    }

    /** Refuses numbers of modes that there are not, as soon as it is known which there are. */
    private void requireThere(List<Integer> keep, List<Mode> modes) {
      List<Integer> missing = keep.stream().filter(number -> number >= modes.size()).toList();
      if (missing.isEmpty()) {
        return;
      }
      Settings block = parts.resolved().at(Configuration.ROOT).at("modes");
      throw new ConfigurationException(
          List.of(
              block.place("keep")
                  + "decipher.modes.keep names "
                  + missing.stream().map(number -> "mode " + number).collect(joining(", "))
                  + ", but there are "
                  + (modes.isEmpty() ? "none" : modes.size() + ", from 0 on")
                  + "; correct keep in "
                  + directory.path().resolve(RunDirectory.CONFIGURATION)
                  + ", and go on with what was found: "
                  + RunDirectory.resumption(directory.path())
                  + modes.stream().map(mode -> "\n    " + mode).collect(joining())));
    }

    /**
     * Returns what an earlier process of the run found.
     *
     * @param arrays where it wrote features and projection
     * @param whole whether these are needed too
     */
    private Optional<Found> kept(String name, Path arrays, boolean whole) {
      try {
        Optional<KeptStage> stage = checkpoints.stage(name, samples.count());
        if (stage.isEmpty()) {
          return Optional.empty();
        }
        KeptStage known = stage.get();
        return Optional.of(
            new Found(
                known.found(),
                known.lesson(),
                known.modes(),
                known.sweep(),
                whole ? Optional.of(known.view(arrays)) : Optional.empty()));
      } catch (IOException e) {
        run.step(
            new Progress(
                "resume", 0, RunDirectory.reason(e) + "; this and what came after is done again"));
        checkpoints.forgetFrom(name);
        return Optional.empty();
      }
    }

    private Found keep(String name, View view, Labels lesson, Path arrays) {
      checkpoints.keep(name, view, lesson, arrays);
      return new Found(view.found(), lesson, view.modes(), view.sweep(), Optional.of(view));
    }

    /** Trains the model, or lets it go on if it can. */
    private void learn(Optional<FoundClasses> classes) {
      TrainingSet set = TrainingSet.of(prepared, classes);
      TrainedModel before = model;
      RunContext own = run.withCheckpoints(checkpoints.training(++trainings));
      model =
          watch.time(
              "model",
              () ->
                  before instanceof Refinable refinable
                      ? refinable.refine(set, own)
                      : parts.model().train(set, own));
      if (before != null) {
        before.close();
      }
    }

    /** Features, projection, clusters, and small modes brought home. */
    private Fresh find(
        List<FeatureEntry> entries, Optional<Labels> earlier, List<Integer> keep, Stopwatch timer) {
      Optional<Encoder> encoder =
          model instanceof Encoder able ? Optional.of(able) : Optional.empty();
      FloatMatrix features =
          timer.time("features", () -> Features.of(entries, prepared, encoder, run));
      List<String> names = entries.stream().map(FeatureEntry::name).toList();
      return group(names, features, earlier, keep, run, timer);
    }

    /**
     * Projection, clusters, and small modes brought home.
     *
     * @param context whose seed they are drawn by
     */
    private Fresh group(
        List<String> names,
        FloatMatrix features,
        Optional<Labels> earlier,
        List<Integer> keep,
        RunContext context,
        Stopwatch timer) {
      Projection projection =
          timer.time("projection", () -> parts.projector().fit(features, context));
      ClusterModel clusters =
          timer.time("clusters", () -> parts.clusterer().fit(projection.points(), context));
      Blueprint.Modes modes = parts.blueprint().modes();
      ModeAdoption.Outcome bySize =
          timer.time(
              "modes",
              () ->
                  modes.adopt() && clusters instanceof Hierarchy tree
                      ? new ModeAdoption(modes, keep)
                          .adopt(clusters.classes(), tree, samples, opinion, context)
                      : ModeAdoption.untouched(clusters.classes()));
      ModeAdoption.Outcome outcome = earlier.map(bySize::numberedAs).orElse(bySize);
      View view =
          new View(
              names,
              features,
              projection.points(),
              outcome.classes(),
              outcome.modes(),
              clusters instanceof Resolutions resolutions
                  ? Optional.of(timer.time("clusters", resolutions::sweep))
                  : Optional.empty(),
              Optional.empty());
      return new Fresh(view, outcome.decided(), projection, clusters);
    }

    /** The class of each sample that a model is to learn from. */
    private Labels lesson(Fresh found) {
      return found.projection instanceof Neighbours near
          ? Agreement.of(found.decided, near, parts.blueprint().round().agreement())
          : found.decided;
    }

    private void write(Fresh found) {
      View view = found.view;
      writeView(view);
      directory.remove(OUTLIERS); // of an earlier stage
      if (found.clusters instanceof OutlierScores scores) {
        directory.write(OUTLIERS, file -> Npy.writeVector(file, scores.outlierScores()));
      }
      view.sweep().ifPresent(sweep -> directory.writeText("sweep.json", ReportJson.of(sweep)));
      if (found.clusters instanceof Dendrogram dendrogram) {
        int[] number = Assignment.best(found.clusters.classes().labels(), view.found().labels());
        ClusterTree tree = dendrogram.tree().renumbered(number);
        directory.writeText("tree.json", ReportJson.of(tree));
        Pictures.writeTree(directory, "tree.png", tree);
      }
    }

    private void add(Stage stage) {
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
      watch.time("pictures", () -> Gallery.writeExemplars(view, samples, EXEMPLARS, directory));
    }

    private DiscoveryReport finish(View view, TrainedModel trained) {
      Settings recipe = parts.resolved().at(Configuration.ROOT);
      directory.writeDirectory(
          "model",
          path -> {
            ModelStore.save(
                trained,
                recipe,
                DescribedDataset.preparation(parts.dataset()),
                DecipherVersion.current(),
                path);
            Recognition.keep(path, trained, prepared, view.found().labels(), run);
          });
      if (stages.size() > 1) {
        directory.writeDirectory("stages", this::writeStages);
      }
      List<View> compared = compared();
      Optional<Evidence> evidence = Evidence.of(view, compared, layouts(view));
      watch.time("pictures", () -> Gallery.write(view, compared, trained, directory, run));
      watch.time(
          "pictures", () -> ClassPictures.write(view, samples, prepared, trained, directory, run));

      writeItems(view);
      Map<String, Double> followed = Confounding.of(view.found().labels(), samples.attributes());
      Confounding.warnings(followed).forEach(run::warn);

      // The one place where what people say of the samples is looked at, after all else is done.
      Optional<GroundTruth> truth = truth();
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
              evidence,
              trained.description(),
              new DiscoveryReport.Data(parts.dataset().notes(), followed),
              watch.seconds(),
              checkpoints.resumed(),
              directory.path());
      directory.finish(DiscoveryReport.FILE, ReportJson.of(report, seeded(run.seed()), run.seed()));
      directory.remove(Checkpoints.NAME);
      return report;
    }

    /** Writes what was found of each sample and class by name, and as others' programs open it. */
    private void writeItems(View view) {
      Path outliers = directory.path().resolve(OUTLIERS);
      Optional<FloatMatrix> scores;
      try {
        scores = Files.exists(outliers) ? Optional.of(Npy.read(outliers)) : Optional.empty();
      } catch (IOException e) {
        throw new DecipherException(outliers + " cannot be read: " + RunDirectory.reason(e), e);
      }
      Items items = Items.of(samples, view.found(), scores, Optional.of(view.projection()));
      directory.writeText(Items.FILE, items.table());
      directory.writeText(Items.CLASSES, items.classes());
      Tables.write(parts.plugins(), samples, view.found(), directory);
    }

    /** Finds classes by other features, each alone, unless an earlier process of the run did. */
    private List<View> compared() {
      List<View> compared = new ArrayList<>();
      List<FeatureEntry> looked =
          parts.blueprint().rounds() == 0 ? parts.plan().features() : parts.plan().again();
      Map<String, Integer> times = new HashMap<>();
      for (FeatureEntry entry : parts.plan().compare()) {
        if (looked.equals(List.of(entry))) {
          continue; // that is what the classes were found by
        }
        int time = times.merge(entry.name(), 1, Integer::sum);
        String name = "compared-" + entry.name() + (time == 1 ? "" : "-" + time);
        Path place = directory.path().resolve(name);
        Found found =
            kept(name, place, true)
                .orElseGet(
                    () -> {
                      View view =
                          watch.time(
                              "compare",
                              () ->
                                  find(
                                          List.of(entry),
                                          Optional.empty(),
                                          List.of(),
                                          new Stopwatch(run))
                                      .view);
                      directory.writeDirectory(name, path -> writeArrays(view, path));
                      return keep(name, view, view.found().labels(), place);
                    });
        compared.add(found.view.orElseThrow());
      }
      return compared;
    }

    /**
     * Finds classes by the same features again, laid out and clustered by other seeds, unless an
     * earlier process of the run did. None where another seed changes no layout, for that would say
     * nothing.
     */
    private List<Evidence.Finding> layouts(View view) {
      List<Evidence.Finding> layouts = new ArrayList<>();
      int more = parts.blueprint().evidence().layouts();
      for (int i = 1; i <= more; i++) {
        String name = "layout-" + (i + 1);
        Progress progress =
            new Progress(
                "evidence", (double) (i - 1) / more, "layout " + (i + 1) + " of " + (more + 1));
        Optional<Found> known = kept(name, directory.path(), false);
        if (known.isEmpty()) {
          RunContext other =
              RunContext.of(run.seed("evidence/" + name), run.listener(), run.cancellation());
          View again =
              watch.time(
                  "evidence",
                  () -> {
                    run.step(progress);
                    return group(
                            view.features(),
                            view.featureMatrix(),
                            Optional.empty(),
                            List.of(),
                            other,
                            new Stopwatch(run))
                        .view;
                  });
          if (again.projection().equals(view.projection())) {
            return List.of();
          }
          checkpoints.keep(name, again);
          known =
              Optional.of(
                  new Found(
                      again.found(),
                      again.found().labels(),
                      again.modes(),
                      again.sweep(),
                      Optional.empty()));
        }
        Found found = known.get();
        layouts.add(
            Evidence.Finding.of(
                name.replace('-', ' '),
                found.classes.labels(),
                found.sweep,
                view.found().labels()));
      }
      return layouts;
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
  private record Fresh(View view, Labels decided, Projection projection, ClusterModel clusters) {}

  /**
   * What was found, now or by an earlier process.
   *
   * @param lesson the class of each sample that a model is to learn from
   * @param view all of it, where more than the classes is needed
   */
  private record Found(
      FoundClasses classes,
      Labels lesson,
      List<Mode> modes,
      Optional<Sweep> sweep,
      Optional<View> view) {}

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
    return parts.dataset().type();
  }

  /** Returns all samples, as they come, (n). */
  Samples samples() {
    return parts.dataset().samples();
  }

  /** Returns how well labels agree with what people say of the samples, where they do. */
  Optional<Scores> scores(Labels labels) {
    return truth().map(known -> Scores.of(labels, known));
  }

  private Optional<GroundTruth> truth() {
    return parts.dataset().truth();
  }

  Settings seeded(long seed) {
    Settings all = configuration();
    return all.with(
        Configuration.ROOT,
        Settings.parse("run", "seed = " + seed).over(all.at(Configuration.ROOT)));
  }

  private static void writeArrays(View view, Path path) throws IOException {
    Npy.write(path.resolve("features.npy"), view.featureMatrix());
    Npy.write(path.resolve("projection.npy"), view.projection());
    Npy.write(path.resolve("labels.npy"), view.found().labels());
    Npy.writeVector(path.resolve("strengths.npy"), view.found().strengths());
  }
}
