// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.Candidate;
import io.decipher.api.Clusterer;
import io.decipher.api.DecipherException;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.Plugins;
import io.decipher.api.Progress;
import io.decipher.api.Projector;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.FeatureExtractorProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.runtime.internal.config.FeatureEntry;
import io.decipher.runtime.report.Reproduction;
import io.decipher.runtime.report.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Selects the features for finding classes: every candidate that a plugin suggests for the samples
 * is tried on some of them, and the one for which random halves best reproduce each other's classes
 * is selected. No labels are used.
 *
 * <p>All candidates are tried with one split into halves, or with more if there are few samples;
 * the best three with more splits, alone and combined, and the best of these also with other
 * numbers of neighbours.
 *
 * @see HalfSamples
 */
public final class CandidateTrials {
  private static final int SAMPLES = 4000;
  private static final int FEW = 1000; // fewer samples are split more often from the start
  private static final int FINALISTS = 3;
  private static final int HALVINGS = 3;
  private static final int LEAST_NEIGHBOURS = 7;
  private static final int NEIGHBOURS_OF_EACH = 8; // per value of a nuisance attribute
  private static final String PROJECT = "project";
  private static final Settings REDUCED =
      Settings.parse("candidates", "type = pca, dimensions = 64");

  private final Plugins plugins;
  private final Projector projector;
  private final Clusterer clusterer;
  private final int neighbours;

  /**
   * Creates trials.
   *
   * @param neighbours the default number of neighbours of a layout
   */
  public CandidateTrials(
      Plugins plugins, Projector projector, Clusterer clusterer, int neighbours) {
    this.plugins = plugins;
    this.projector = projector;
    this.clusterer = clusterer;
    this.neighbours = neighbours;
  }

  /**
   * The selection.
   *
   * @param entries the selected features, one or several combined
   * @param neighbours the number of neighbours for the layout
   * @param trials all trials, the best first
   */
  public record Outcome(List<FeatureEntry> entries, int neighbours, List<Trial> trials) {
    /** Copies the entries and the trials. */
    public Outcome {
      entries = List.copyOf(entries);
      trials = List.copyOf(trials);
    }

    /** Returns a sentence that says what was selected, and why. */
    public String reason() {
      Trial first = trials.get(0);
      Optional<Trial> second =
          trials.stream().filter(trial -> !trial.name().equals(first.name())).findFirst();
      String taken =
          "of "
              + trials.stream().map(Trial::name).distinct().count()
              + " candidates "
              + first.name()
              + " was taken ("
              + first.neighbours()
              + " neighbours)";
      return first.best().isEmpty()
          ? taken + ", as by none halves of the samples find classes of each other again"
          : taken
              + String.format(
                  Locale.ROOT,
                  ": halves of the samples find %.2f nats of each other's classes again",
                  first.information())
              + second
                  .filter(other -> other.best().isPresent())
                  .map(
                      other ->
                          String.format(
                              Locale.ROOT,
                              ", against %.2f by %s",
                              other.information(),
                              other.name()))
                  .orElse("");
    }
  }

  private record Contestant(String name, List<FeatureEntry> entries, int neighbours, Trial trial) {
    double information() {
      return trial.information();
    }

    boolean failed() {
      return trial.failure().isPresent();
    }

    /** Returns the features of both combined. */
    Contestant with(Contestant other) {
      List<FeatureEntry> both = new ArrayList<>(entries);
      both.addAll(other.entries);
      return new Contestant(name + " with " + other.name, both, neighbours, trial);
    }
  }

  /**
   * Tries all candidates.
   *
   * @param samples (n), preprocessed
   * @throws DecipherException if no plugin suggests a candidate, or none can be tried
   */
  public Outcome of(Samples samples, List<String> nuisance, RunContext run) {
    int[] some =
        samples.count() <= SAMPLES
            ? new int[0]
            : HalfSamples.drawn(samples.count(), SAMPLES, run.random("candidates/sample"));
    Samples tried = some.length == 0 ? samples : samples.select(some).onHeap();
    Nuisance held = Nuisance.of(nuisance, tried);
    // Neighbours are distributed among values, so there must be as many more.
    int usual = Math.max(neighbours, 1 + NEIGHBOURS_OF_EACH * held.values());
    List<Contestant> all = contestants(samples, usual, run);
    List<Contestant> first = new ArrayList<>();
    int halvings = tried.count() <= FEW ? HALVINGS : 1;
    for (int i = 0; i < all.size(); i++) {
      run.step(
          new Progress(
              "candidates",
              (double) i / all.size(),
              all.get(i).name + ", " + (i + 1) + " of " + all.size()));
      first.add(tried(all.get(i), tried, held, halvings, run));
    }
    first.sort(Comparator.comparingDouble(Contestant::information).reversed());
    List<Contestant> finals = new ArrayList<>();
    for (Contestant one : first.subList(0, Math.min(FINALISTS, first.size()))) {
      finals.add(halvings == HALVINGS ? one : tried(one, tried, held, HALVINGS, run));
    }
    finals.sort(Comparator.comparingDouble(Contestant::information).reversed());
    for (Contestant joined : joined(finals)) {
      finals.add(tried(joined, tried, held, HALVINGS, run));
    }
    finals.sort(Comparator.comparingDouble(Contestant::information).reversed());
    Contestant best = finals.get(0);
    if (best.failed()) {
      throw new DecipherException(
          "no features could be tried: " + best.trial.failure().orElse("") + "; name features");
    }
    for (int other : List.of(best.neighbours / 2, 2 * best.neighbours)) {
      if (other >= LEAST_NEIGHBOURS && other <= samples.count() / 2) {
        finals.add(
            tried(
                new Contestant(best.name, best.entries, other, best.trial),
                tried,
                held,
                HALVINGS,
                run));
      }
    }
    finals.sort(Comparator.comparingDouble(Contestant::information).reversed());
    run.step(new Progress("candidates", 1, finals.get(0).name));
    List<Trial> trials = new ArrayList<>();
    finals.forEach(one -> trials.add(one.trial));
    first
        .subList(Math.min(FINALISTS, first.size()), first.size())
        .forEach(one -> trials.add(one.trial));
    trials.set(0, trials.get(0).asTaken());
    return new Outcome(finals.get(0).entries, finals.get(0).neighbours, trials);
  }

  /**
   * Returns the combinations of the best contestant: with each of the others that found classes,
   * and with all of them. Classes on which two kinds of features agree are more often right than
   * those of one kind.
   */
  private static List<Contestant> joined(List<Contestant> finals) {
    List<Contestant> able =
        finals.stream().filter(one -> !one.failed() && one.trial.best().isPresent()).toList();
    List<Contestant> joined = new ArrayList<>();
    for (int i = 1; i < able.size(); i++) {
      joined.add(able.get(0).with(able.get(i)));
    }
    if (able.size() > 2) {
      joined.add(able.stream().reduce(Contestant::with).orElseThrow());
    }
    return joined;
  }

  private List<Contestant> contestants(Samples samples, int usual, RunContext run) {
    List<Contestant> all =
        plugins.candidates(
            samples,
            candidate -> {
              run.cancellation().throwIfCancelled();
              return contestant(candidate, usual);
            },
            run::warn);
    if (all.isEmpty()) {
      throw new DecipherException(
          "no plugin names features to try on samples of type "
              + samples.type().kind()
              + "; name some: decipher.features = [...]");
    }
    return all;
  }

  private Contestant contestant(Candidate candidate, int usual) {
    Settings block = candidate.settings();
    Settings project = block.has(PROJECT) ? block.at(PROJECT) : REDUCED;
    FeatureExtractor extractor =
        plugins.create(FeatureExtractorProvider.class, block.without(PROJECT));
    FeatureEntry entry =
        new FeatureEntry(
            block.type().orElse(candidate.name()),
            Optional.of(extractor),
            false,
            Optional.of(plugins.create(ProjectorProvider.class, project)));
    Trial none =
        new Trial(candidate.name(), usual, Optional.empty(), 0, 0, false, Optional.empty());
    return new Contestant(candidate.name(), List.of(entry), usual, none);
  }

  private Contestant tried(
      Contestant one, Samples samples, Nuisance nuisance, int halvings, RunContext run) {
    RunContext quiet =
        RunContext.of(
            run.seed(), progress -> run.cancellation().throwIfCancelled(), run.cancellation());
    Optional<Reproduction.Level> best = Optional.empty();
    Optional<String> failure = Optional.empty();
    try {
      FeatureSpace space =
          Features.of(one.entries, samples, Optional.empty(), Optional.empty(), nuisance, quiet);
      best =
          new HalfSamples(projector, clusterer, one.neighbours)
              .of(space, SAMPLES, halvings, quiet)
              .flatMap(Reproduction::best);
    } catch (DecipherException e) {
      failure = Optional.of(String.valueOf(e.getMessage()));
    }
    return new Contestant(
        one.name,
        one.entries,
        one.neighbours,
        new Trial(one.name, one.neighbours, best, halvings, samples.count(), false, failure));
  }
}
