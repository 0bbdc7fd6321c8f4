// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import static java.util.stream.Collectors.toSet;

import io.decipher.api.Assigner;
import io.decipher.api.ClusterModel;
import io.decipher.api.ClusterTree;
import io.decipher.api.DecipherException;
import io.decipher.api.Dendrogram;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Hierarchy;
import io.decipher.api.Labels;
import io.decipher.api.Neighbours;
import io.decipher.api.OutlierScores;
import io.decipher.api.PluginResults;
import io.decipher.api.Progress;
import io.decipher.api.Projection;
import io.decipher.api.Refinable;
import io.decipher.api.Resolutions;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Sweep;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.numerics.GraphProjector;
import io.decipher.runtime.internal.config.Components;
import io.decipher.runtime.internal.config.FeatureEntry;
import io.decipher.runtime.internal.config.JobSettings;
import io.decipher.runtime.internal.metrics.Assignment;
import io.decipher.runtime.internal.metrics.Contingency;
import io.decipher.runtime.internal.pipeline.StageStore.Kind;
import io.decipher.runtime.report.Evidence;
import io.decipher.runtime.report.Reproduction;
import io.decipher.runtime.report.SmallCluster;
import io.decipher.runtime.report.Stage;
import io.decipher.runtime.report.Trial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds classes in samples: features, projection, clustering and merging of small clusters; then
 * rounds, in each of which a model is trained on the classes and the classes are found again.
 *
 * <p>It does no I/O: results of stages are stored in a {@link StageStore}, which also provides
 * those of an earlier process. It owns the model trained last. Must be closed after use.
 */
public final class Pipeline implements AutoCloseable {
  private static final double LESS = 0.05; // tolerated loss of agreement in a later round
  private static final int NEAR = 4; // ratio of sizes at which another layout has as many classes

  private final Components components;
  private final NearestSamples nearest;
  private final Samples prepared;
  private final StageStore store;
  private final Stopwatch watch;
  private final RunContext run;
  private final List<Stage> stages = new ArrayList<>();
  private final Course course;
  private final Nuisance nuisance;
  private final List<String> notes = new ArrayList<>();
  private List<FeatureEntry> features;
  private int neighbours;
  private List<Trial> candidates = List.of();
  private @Nullable FeatureSpace shown; // in which the classes of the latest round were found
  private List<String> shownBy = List.of(); // the names of its features
  private Optional<Reproduction> reproduction = Optional.empty();
  private Optional<Reproduction.Choice> choice = Optional.empty();
  private int trainings;
  private @Nullable TrainedModel model;
  private Optional<FoundClasses> opinion = Optional.empty(); // of the model
  private Optional<Labels> contextOf = Optional.empty(); // classes of the round before the last

  /**
   * Creates a pipeline.
   *
   * @param samples as provided by the data set, (n), n at least 2
   * @param prepared the same, preprocessed
   */
  public Pipeline(
      Components components,
      Samples samples,
      Samples prepared,
      StageStore store,
      Stopwatch watch,
      RunContext run) {
    this.components = components;
    this.nearest = new NearestSamples(samples);
    this.prepared = prepared;
    this.store = store;
    this.watch = watch;
    this.run = run;
    this.course = Course.ofDiscovery(components);
    this.nuisance = Nuisance.of(components.nuisance(), prepared);
    this.features = components.plan().features();
    this.neighbours = components.neighbours();
    // Samples that form no sequences are rejected before any work.
    components.plan().entries().stream()
        .flatMap(entry -> entry.context().stream())
        .forEach(context -> SequenceContext.of(prepared, context));
  }

  /**
   * Finds classes, round by round, and trains the model.
   *
   * @return the last stage, with its layout
   */
  public Stage run() {
    choose();
    int rounds = components.settings().rounds();
    Optional<FoundClasses> byItself = Optional.empty();
    if (components.plan().needsModelFirst()) {
      course.begin(Course.Kind.FIRST_MODEL, 0, run);
      train(Optional.empty());
      byItself = namedByModel(components.modelType());
    }
    Optional<Labels> first = byItself.map(FoundClasses::labels);
    course.begin(Course.Kind.FIND, 0, run);
    Stage found = round(0, features, first);
    for (int round = 1; round <= rounds; round++) {
      HeldOut heldOut =
          HeldOut.of(found.trainingLabels(), run.random("round-" + round + "/held-out"));
      course.begin(Course.Kind.LEARN, round, run);
      train(Optional.of(new FoundClasses(heldOut.training(), found.found().strengths())));
      opinion = namedByModel("classifier");
      Optional<String> fault = opinion.flatMap(head -> heldOut.fault(head.labels()));
      Stage next = found;
      if (fault.isEmpty()) {
        course.begin(Course.Kind.FIND_AGAIN, round, run);
        contextOf = Optional.of(found.found().labels());
        next = round(round, again(), contextOf);
        fault = differing(found.found().labels(), next.found().labels());
      }
      if (fault.isPresent()) {
        notes.add("round " + round + " is discarded: " + fault.get());
        opinion = Optional.empty();
        found = settled(round, found, first);
        break;
      }
      found = next;
    }
    if (model == null) {
      course.begin(Course.Kind.LEARN, 0, run);
      train(Optional.of(found.found()));
    }
    retrainClassifier(found.found().labels());
    return found;
  }

  /** Tries candidates, if the run is to select its features. */
  private void choose() {
    if (!components.plan().chosen()) {
      return;
    }
    course.begin(Course.Kind.CANDIDATES, 0, run);
    CandidateTrials trials =
        new CandidateTrials(
            components.plugins(), components.projector(), components.clusterer(), neighbours);
    CandidateTrials.Outcome outcome =
        watch.time("candidates", () -> trials.of(prepared, components.nuisance(), run));
    features = outcome.entries();
    neighbours = outcome.neighbours();
    candidates = outcome.trials();
    notes.add(outcome.reason());
  }

  /** Returns the features for the rounds after a model has been trained. */
  private List<FeatureEntry> again() {
    if (!components.plan().chosen()) {
      return components.plan().again();
    }
    List<FeatureEntry> all = new ArrayList<>(features);
    all.addAll(components.plan().again());
    return all;
  }

  /**
   * Returns why later classes are not better than earlier ones, by criteria that need no labels;
   * empty if they may be.
   */
  private Optional<String> differing(Labels earlier, Labels later) {
    if (choice.isEmpty() || !choice.get().hasClasses()) {
      return Optional.empty();
    }
    double agreement = Contingency.between(later, earlier).ami();
    double expected = choice.get().level().agreement();
    return agreement >= expected - LESS
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "its classes agree with the earlier ones by %.2f (adjusted mutual information),"
                    + " less than halves of the samples do with each other, %.2f; the earlier"
                    + " ones are kept",
                agreement,
                expected));
  }

  /** Makes the classes of an earlier round the result of the run. */
  private Stage settled(int round, Stage earlier, Optional<Labels> first) {
    if (round == 1) {
      return round("settled", Kind.LAST_ROUND, features, first);
    }
    String name = "stage-" + round;
    Stage whole =
        earlier.layout().isPresent()
            ? earlier
            : store
                .known(name, Kind.LAST_ROUND)
                .orElseThrow(
                    () ->
                        new DecipherException(
                            "the classes of "
                                + name
                                + " are kept, but the layout of their samples was not; run again"
                                + " from the start"));
    store.keep("settled", Kind.LAST_ROUND, whole);
    add(whole.withoutLayout());
    return whole;
  }

  /**
   * Returns the features that were tried, the best first; empty if the configuration names them.
   */
  public List<Trial> candidates() {
    return candidates;
  }

  /** Returns what a person should know about how the classes were found, one sentence each. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Returns the stages so far, without their layouts. */
  public List<Stage> stages() {
    return List.copyOf(stages);
  }

  /** Returns the model trained last, which {@link #close} closes. */
  public TrainedModel model() {
    if (model == null) {
      throw new IllegalStateException("no model has been trained yet");
    }
    return model;
  }

  /**
   * Returns the classes assigned by the model itself, if it assigns any, and adds them as a stage.
   */
  private Optional<FoundClasses> namedByModel(String by) {
    if (!(model instanceof Assigner assigner && assigner.assigns())) {
      return Optional.empty();
    }
    FoundClasses named = watch.time("model", () -> assigner.assign(prepared, run));
    add(Stage.named(by, named));
    return Optional.of(named);
  }

  /** Finds classes, unless an earlier process of the run did. */
  private Stage round(int round, List<FeatureEntry> entries, Optional<Labels> earlier) {
    Kind kind = round == components.settings().rounds() ? Kind.LAST_ROUND : Kind.ROUND;
    return round("stage-" + (round + 1), kind, entries, earlier);
  }

  private Stage round(
      String name, Kind kind, List<FeatureEntry> entries, Optional<Labels> earlier) {
    Optional<Stage> known = store.known(name, kind);
    if (known.isPresent()
        && !ownClasses(known.get().smallClusters()).equals(Set.copyOf(kept(kind)))) {
      store.forgetFrom(name); // decipher.conf was edited
      known = Optional.empty();
    }
    Stage found = known.orElseGet(() -> find(kind, entries, earlier, watch));
    if (known.isEmpty()) {
      store.keep(name, kind, found);
    } else if (reproduction.isEmpty() && found.reproduction().isPresent()) {
      reproduction = found.reproduction();
      choice = reproduction.flatMap(again -> found.sweep().flatMap(again::choose));
    }
    add(found.withoutLayout());
    return found;
  }

  /** Returns which small clusters become classes; none at earlier stages, whose numbers differ. */
  private List<Integer> kept(Kind kind) {
    return kind == Kind.LAST_ROUND ? components.settings().smallClusters().keep() : List.of();
  }

  private static Set<Integer> ownClasses(List<SmallCluster> small) {
    return small.stream()
        .filter(cluster -> cluster.own().isPresent())
        .map(SmallCluster::number)
        .collect(toSet());
  }

  private void add(Stage stage) {
    stages.add(stage);
    if (components.settings().rounds() == 0) {
      return;
    }
    run.step(
        new Progress("stage " + stages.size(), 1, stage.classes() + " classes by " + stage.name()));
  }

  /** Trains the model, or continues its training if it supports that. */
  private void train(Optional<FoundClasses> classes) {
    TrainingSet set = TrainingSet.of(prepared, classes);
    TrainedModel before = model;
    RunContext own = store.training(++trainings, run);
    model =
        watch.time(
            "model",
            () ->
                before instanceof Refinable refinable
                    ? refinable.refine(set, own)
                    : PluginResults.there(
                        components.model().train(set, own),
                        components.model(),
                        "train",
                        "a model"));
    if (before != null) {
      before.close();
    }
  }

  /**
   * Retrains the model's classifier for the final classes if it supports that and does not become
   * less accurate on held-out samples. Its encoder and decoder are not changed.
   */
  private void retrainClassifier(Labels found) {
    TrainedModel before = model();
    Optional<TrainedModel> taught =
        watch.time("model", () -> RetrainedClassifier.of(before, prepared, found, run));
    if (taught.isPresent()) {
      model = taught.get();
      before.close();
    }
  }

  /** Computes features, projects and clusters them, and merges small clusters. */
  private Stage find(
      Kind kind, List<FeatureEntry> entries, Optional<Labels> earlier, Stopwatch timer) {
    Optional<Encoder> encoder =
        model instanceof Encoder able ? Optional.of(able) : Optional.empty();
    FeatureSpace space =
        timer.time(
            "features", () -> Features.of(entries, prepared, encoder, earlier, nuisance, run));
    if (kind.isRound()) {
      shown = space;
      shownBy = names(entries);
    }
    if (entries.equals(features)) {
      halve(space, timer);
    }
    return group(kind, names(entries), space, earlier, run, timer);
  }

  private static List<String> names(List<FeatureEntry> entries) {
    return entries.stream().map(FeatureEntry::name).toList();
  }

  /**
   * Measures how well random halves of the samples reproduce each other's classes, using only
   * features that need no training.
   */
  private void halve(FeatureSpace space, Stopwatch timer) {
    JobSettings.EvidenceSettings settings = components.settings().evidence();
    if (settings.halves() > 0 && reproduction.isEmpty()) {
      HalfSamples halves =
          new HalfSamples(components.projector(), components.clusterer(), neighbours);
      reproduction =
          timer.time("evidence", () -> halves.of(space, settings.sample(), settings.halves(), run));
    }
  }

  /**
   * Projects, clusters, and merges small clusters.
   *
   * @param context provides the seed
   */
  private Stage group(
      Kind kind,
      List<String> names,
      FeatureSpace space,
      Optional<Labels> earlier,
      RunContext context,
      Stopwatch timer) {
    Projection projection = timer.time("projection", () -> layOut(space, context));
    ClusterModel clusters =
        timer.time(
            "clusters",
            () ->
                PluginResults.clusters(
                    components.clusterer().fit(projection.points(), context),
                    components.clusterer(),
                    projection.points().rows()));
    Optional<Sweep> sweep =
        clusters instanceof Resolutions resolutions
            ? Optional.of(timer.time("clusters", resolutions::sweep))
            : Optional.empty();
    SmallClusterMerging.Outcome bySize =
        timer.time(
            "small clusters",
            () -> merged(kind, names, clusters, sweep, space, projection.points(), context));
    SmallClusterMerging.Outcome outcome = earlier.map(bySize::numberedAs).orElse(bySize);
    Labels labels = outcome.classes().labels();
    return new Stage(
        names,
        outcome.classes(),
        kind == Kind.ROUND ? agreed(outcome.decided(), projection) : labels,
        outcome.smallClusters(),
        sweep,
        reproduction,
        Optional.of(
            new Stage.Layout(
                space.points(),
                projection.points(),
                clusters instanceof OutlierScores scores
                    ? Optional.of(scores.outlierScores())
                    : Optional.empty(),
                kind.isRound() ? tree(clusters, labels) : Optional.empty())),
        Optional.empty());
  }

  /** Embeds samples by their nearest neighbours. */
  private Projection layOut(FeatureSpace space, RunContext context) {
    // Neighbours do not depend on the layout that asks first, which after a resumption is another.
    boolean plain = space.isPlain() && neighbours == components.neighbours();
    return !plain && components.projector() instanceof GraphProjector laying
        ? laying.layOut(space.points(), space.neighbours(neighbours, run), context)
        : components.projector().fit(space.points(), context);
  }

  private SmallClusterMerging.Outcome merged(
      Kind kind,
      List<String> names,
      ClusterModel clusters,
      Optional<Sweep> sweep,
      FeatureSpace space,
      FloatMatrix layout,
      RunContext context) {
    JobSettings.SmallClusters settings = components.settings().smallClusters();
    if (!(clusters instanceof Hierarchy tree)) {
      return SmallClusterMerging.untouched(clusters.classes());
    }
    SmallClusterMerging merging = new SmallClusterMerging(settings, kept(kind));
    boolean inContext = kind == Kind.COMPARED && names.contains(FeatureEntry.CONTEXT);
    OptionalInt level = level(sweep, inContext);
    if (level.isPresent()) {
      // By raw values a sample's nearest neighbours share its nuisance value, such as the speaker.
      NearestSamples compared =
          nuisance.values() == 0
              ? nearest
              : new NearestSamples(
                  Samples.of(space.points(), SampleType.vector(space.points().columns())));
      return merging
          .merge(level.getAsInt(), tree, compared, opinion, context)
          .filled(layout, context);
    }
    return settings.merge()
        ? merging.merge(clusters.classes(), tree, nearest, opinion, context)
        : SmallClusterMerging.untouched(clusters.classes());
  }

  /**
   * Returns the minimum class size supported by the evidence: for the first layout the chosen one;
   * for others the start of the longest range with as many classes, if there is one, or else the
   * same size.
   *
   * @param inContext whether it is the same size in any case: otherwise classes that context joins
   *     would be split again
   */
  private OptionalInt level(Optional<Sweep> sweep, boolean inContext) {
    if (reproduction.isEmpty() || sweep.isEmpty()) {
      return OptionalInt.empty();
    }
    if (choice.isEmpty()) {
      choice = reproduction.get().choose(sweep.get());
      return choice.stream().mapToInt(chosen -> chosen.level().size()).findFirst();
    }
    int classes = choice.get().classes();
    int size = choice.get().level().size();
    if (inContext) {
      return OptionalInt.of(size);
    }
    return OptionalInt.of(
        sweep.get().plateaus().stream()
            .filter(plateau -> plateau.classes() == classes)
            .filter(plateau -> plateau.to() >= size / NEAR && plateau.from() <= (long) size * NEAR)
            .findFirst()
            .map(plateau -> (int) Math.max(plateau.from(), Math.min(plateau.to(), size)))
            .orElse(size));
  }

  /** Returns the class of each sample that a model is to be trained on. */
  private Labels agreed(Labels decided, Projection projection) {
    return projection instanceof Neighbours near
        ? NeighbourAgreementFilter.of(decided, near, components.settings().round().agreement())
        : decided;
  }

  /** Returns the cluster tree with the class numbers of the labels. */
  private static Optional<ClusterTree> tree(ClusterModel clusters, Labels labels) {
    if (!(clusters instanceof Dendrogram dendrogram)) {
      return Optional.empty();
    }
    int[] number = Assignment.best(clusters.classes().labels(), labels);
    return Optional.of(dendrogram.tree().renumbered(number));
  }

  /**
   * Finds classes by other features, each on its own, unless an earlier process of the run did. The
   * context of samples is not used on its own, but in addition to the features of the run.
   *
   * @param own the result of the run
   */
  public List<Stage> compared(Stage own) {
    List<Stage> compared = new ArrayList<>();
    course.begin(Course.Kind.COMPARE, 0, run);
    List<FeatureEntry> used = components.settings().rounds() == 0 ? features : again();
    Map<String, Integer> times = new HashMap<>();
    for (FeatureEntry entry : components.plan().compare()) {
      if (used.equals(List.of(entry))) {
        continue; // these are the features of the run itself
      }
      int time = times.merge(entry.name(), 1, Integer::sum);
      String name = "compared-" + entry.name() + (time == 1 ? "" : "-" + time);
      Optional<Stage> known = store.known(name, Kind.COMPARED);
      Stage found =
          known.orElseGet(
              () ->
                  watch.time(
                      "compare",
                      () ->
                          entry.context().isPresent()
                              ? inContext(entry, used, own)
                              : find(
                                  Kind.COMPARED,
                                  List.of(entry),
                                  Optional.empty(),
                                  new Stopwatch(run))));
      if (known.isEmpty()) {
        store.keep(name, Kind.COMPARED, found);
      }
      if (entry.context().isPresent()) {
        notes.add(ContextView.told(own.found().labels(), found.found().labels()));
      }
      compared.add(found);
    }
    return compared;
  }

  /** Finds classes by the features of the run combined with the context of each sample. */
  private Stage inContext(FeatureEntry context, List<FeatureEntry> used, Stage own) {
    List<FeatureEntry> entries = new ArrayList<>(used);
    entries.removeIf(entry -> entry.context().isPresent());
    entries.add(context);
    return find(Kind.COMPARED, entries, Optional.of(own.found().labels()), new Stopwatch(run));
  }

  /**
   * Finds classes by the same features, embedded and clustered with other seeds, unless an earlier
   * process of the run did. Empty if layouts do not depend on the seed, which would be no evidence.
   *
   * @param own the result of the run, with its layout
   */
  public List<Evidence.Finding> layouts(Stage own) {
    List<Evidence.Finding> layouts = new ArrayList<>();
    course.begin(Course.Kind.LAYOUTS, 0, run);
    int more = components.settings().evidence().layouts();
    for (int i = 1; i <= more; i++) {
      String name = "layout-" + (i + 1);
      Optional<Stage> known = store.known(name, Kind.LAYOUT);
      if (known.isEmpty()) {
        Progress progress =
            new Progress(
                "evidence", (double) (i - 1) / more, "layout " + (i + 1) + " of " + (more + 1));
        Stage again =
            watch.time(
                "evidence",
                () -> {
                  run.step(progress);
                  return regroup(name, own);
                });
        if (again.projection().equals(own.projection())) {
          return List.of();
        }
        store.keep(name, Kind.LAYOUT, again);
        known = Optional.of(again.withoutLayout());
      }
      Stage found = known.get();
      layouts.add(
          Evidence.Finding.of(
              name.replace('-', ' '), found.found().labels(), found.sweep(), own.found().labels()));
    }
    return layouts;
  }

  private Stage regroup(String name, Stage own) {
    RunContext other =
        RunContext.of(run.seed("evidence/" + name), run.listener(), run.cancellation());
    return group(
        Kind.LAYOUT, own.features(), space(own), Optional.empty(), other, new Stopwatch(run));
  }

  /** Returns the space in which the run's classes were found. */
  private FeatureSpace space(Stage own) {
    if (shown != null && shownBy.equals(own.features())) {
      return shown;
    }
    Optional<Encoder> encoder =
        model instanceof Encoder able ? Optional.of(able) : Optional.empty();
    List<FeatureEntry> entries = own.features().equals(names(features)) ? features : again();
    shown = Features.of(entries, prepared, encoder, contextOf, nuisance, run);
    return shown;
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }
}
