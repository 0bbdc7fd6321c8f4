package io.decipher.runtime.internal.pipeline;

import static java.util.stream.Collectors.toSet;

import io.decipher.api.Assigner;
import io.decipher.api.ClusterModel;
import io.decipher.api.ClusterTree;
import io.decipher.api.Dendrogram;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Hierarchy;
import io.decipher.api.Labels;
import io.decipher.api.Neighbours;
import io.decipher.api.Progress;
import io.decipher.api.Projection;
import io.decipher.api.Refinable;
import io.decipher.api.Resolutions;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.runtime.internal.config.Blueprint;
import io.decipher.runtime.internal.config.FeatureEntry;
import io.decipher.runtime.internal.config.Parts;
import io.decipher.runtime.internal.metrics.Assignment;
import io.decipher.runtime.internal.pipeline.StageStore.Kind;
import io.decipher.runtime.report.Evidence;
import io.decipher.runtime.report.SmallCluster;
import io.decipher.runtime.report.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way from samples to classes: features, projection, clusters, small clusters merged; then
 * rounds, in each of which a model learns from the classes and the classes are found again.
 *
 * <p>It touches no disk: what its stages find goes to a {@link StageStore}, and what an earlier
 * process found comes from there. It owns the model that was trained last. Close it after use.
 */
public final class Pipeline implements AutoCloseable {
  private final Parts parts;
  private final Samples samples;
  private final Samples prepared;
  private final StageStore store;
  private final Stopwatch watch;
  private final RunContext run;
  private final List<Stage> stages = new ArrayList<>();
  private int trainings;
  private @Nullable TrainedModel model;
  private Optional<FoundClasses> opinion = Optional.empty(); // the model's own

  /**
   * Makes a pipeline.
   *
   * @param samples as the data set has them, (n), n of 2 or more
   * @param prepared the same, preprocessed
   */
  public Pipeline(
      Parts parts,
      Samples samples,
      Samples prepared,
      StageStore store,
      Stopwatch watch,
      RunContext run) {
    this.parts = parts;
    this.samples = samples;
    this.prepared = prepared;
    this.store = store;
    this.watch = watch;
    this.run = run;
  }

  /**
   * Finds classes, round by round, and trains the model.
   *
   * @return the last stage, with its layout
   */
  public Stage run() {
    int rounds = parts.blueprint().rounds();
    Optional<FoundClasses> byItself = Optional.empty();
    if (parts.plan().needsModelFirst()) {
      train(Optional.empty());
      byItself = namedByModel(parts.modelType());
    }
    Stage found = round(0, parts.plan().features(), byItself.map(FoundClasses::labels));
    for (int round = 1; round <= rounds; round++) {
      train(Optional.of(new FoundClasses(found.trainingLabels(), found.found().strengths())));
      opinion = namedByModel("classifier");
      found = round(round, parts.plan().again(), Optional.of(found.found().labels()));
    }
    if (model == null) {
      train(Optional.of(found.found()));
    }
    return found;
  }

  /** Returns the stages so far, without their layouts. */
  public List<Stage> stages() {
    return List.copyOf(stages);
  }

  /** Returns the model that was trained last; {@link #close} closes it. */
  public TrainedModel model() {
    if (model == null) {
      throw new IllegalStateException("no model was trained yet");
    }
    return model;
  }

  /** Returns the classes that the model itself names, if it does, and makes a stage of them. */
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
    String name = "stage-" + (round + 1);
    Kind kind = round == parts.blueprint().rounds() ? Kind.LAST_ROUND : Kind.ROUND;
    Optional<Stage> known = store.known(name, kind);
    if (known.isPresent()
        && !ownClasses(known.get().smallClusters()).equals(Set.copyOf(kept(kind)))) {
      store.forgetFrom(name); // a person has changed decipher.conf
      known = Optional.empty();
    }
    Stage found = known.orElseGet(() -> find(kind, entries, earlier, watch));
    if (known.isEmpty()) {
      store.keep(name, kind, found);
    }
    add(found.withoutLayout());
    return found;
  }

  /** Returns which small clusters are to be classes: of earlier stages none, or numbers changed. */
  private List<Integer> kept(Kind kind) {
    return kind == Kind.LAST_ROUND ? parts.blueprint().modes().keep() : List.of();
  }

  private static Set<Integer> ownClasses(List<SmallCluster> modes) {
    return modes.stream()
        .filter(mode -> mode.own().isPresent())
        .map(SmallCluster::number)
        .collect(toSet());
  }

  private void add(Stage stage) {
    stages.add(stage);
    if (parts.blueprint().rounds() == 0) {
      return;
    }
    run.step(
        new Progress("stage " + stages.size(), 1, stage.classes() + " classes by " + stage.name()));
  }

  /** Trains the model, or refines it if it can be. */
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
                    : parts.model().train(set, own));
    if (before != null) {
      before.close();
    }
  }

  /** Features, projection, clusters, and small clusters merged. */
  private Stage find(
      Kind kind, List<FeatureEntry> entries, Optional<Labels> earlier, Stopwatch timer) {
    Optional<Encoder> encoder =
        model instanceof Encoder able ? Optional.of(able) : Optional.empty();
    FloatMatrix features =
        timer.time("features", () -> Features.of(entries, prepared, encoder, run));
    List<String> names = entries.stream().map(FeatureEntry::name).toList();
    return group(kind, names, features, earlier, run, timer);
  }

  /**
   * Projection, clusters, and small clusters merged.
   *
   * @param context whose seed they are drawn by
   */
  private Stage group(
      Kind kind,
      List<String> names,
      FloatMatrix features,
      Optional<Labels> earlier,
      RunContext context,
      Stopwatch timer) {
    Projection projection =
        timer.time("projection", () -> parts.projector().fit(features, context));
    ClusterModel clusters =
        timer.time("clusters", () -> parts.clusterer().fit(projection.points(), context));
    Blueprint.Modes settings = parts.blueprint().modes();
    SmallClusterMerging.Outcome bySize =
        timer.time(
            "modes",
            () ->
                settings.adopt() && clusters instanceof Hierarchy tree
                    ? new SmallClusterMerging(settings, kept(kind))
                        .adopt(clusters.classes(), tree, samples, opinion, context)
                    : SmallClusterMerging.untouched(clusters.classes()));
    SmallClusterMerging.Outcome outcome = earlier.map(bySize::numberedAs).orElse(bySize);
    Labels labels = outcome.classes().labels();
    return new Stage(
        names,
        outcome.classes(),
        kind == Kind.ROUND ? agreed(outcome.decided(), projection) : labels,
        outcome.smallClusters(),
        clusters instanceof Resolutions resolutions
            ? Optional.of(timer.time("clusters", resolutions::sweep))
            : Optional.empty(),
        Optional.of(
            new Stage.Layout(
                features,
                projection.points(),
                kind.isRound() ? tree(clusters, labels) : Optional.empty())),
        Optional.empty());
  }

  /** Returns the class of each sample that a model is to learn from. */
  private Labels agreed(Labels decided, Projection projection) {
    return projection instanceof Neighbours near
        ? NeighbourAgreementFilter.of(decided, near, parts.blueprint().round().agreement())
        : decided;
  }

  /** Returns the tree of clusters by the numbers of the classes. */
  private static Optional<ClusterTree> tree(ClusterModel clusters, Labels labels) {
    if (!(clusters instanceof Dendrogram dendrogram)) {
      return Optional.empty();
    }
    int[] number = Assignment.best(clusters.classes().labels(), labels);
    return Optional.of(dendrogram.tree().renumbered(number));
  }

  /** Finds classes by other features, each alone, unless an earlier process of the run did. */
  public List<Stage> compared() {
    List<Stage> compared = new ArrayList<>();
    List<FeatureEntry> used =
        parts.blueprint().rounds() == 0 ? parts.plan().features() : parts.plan().again();
    Map<String, Integer> times = new HashMap<>();
    for (FeatureEntry entry : parts.plan().compare()) {
      if (used.equals(List.of(entry))) {
        continue; // that is what the classes were found by
      }
      int time = times.merge(entry.name(), 1, Integer::sum);
      String name = "compared-" + entry.name() + (time == 1 ? "" : "-" + time);
      Optional<Stage> known = store.known(name, Kind.COMPARED);
      if (known.isPresent()) {
        compared.add(known.get());
        continue;
      }
      Stage found =
          watch.time(
              "compare",
              () -> find(Kind.COMPARED, List.of(entry), Optional.empty(), new Stopwatch(run)));
      store.keep(name, Kind.COMPARED, found);
      compared.add(found);
    }
    return compared;
  }

  /**
   * Finds classes by the same features again, laid out and clustered by other seeds, unless an
   * earlier process of the run did. None where another seed changes no layout, for that would say
   * nothing.
   *
   * @param own what the run found, with its layout
   */
  public List<Evidence.Finding> layouts(Stage own) {
    List<Evidence.Finding> layouts = new ArrayList<>();
    int more = parts.blueprint().evidence().layouts();
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
        Kind.LAYOUT,
        own.features(),
        own.featureMatrix(),
        Optional.empty(),
        other,
        new Stopwatch(run));
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }
}
