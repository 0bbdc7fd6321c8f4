// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.FineTunable;
import io.decipher.api.FineTunable.Start;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.numerics.NearestNeighbours;
import io.decipher.runtime.internal.data.Csv;
import io.decipher.runtime.internal.data.UnitLength;
import io.decipher.runtime.internal.labelling.ClassVote;
import io.decipher.runtime.internal.labelling.GivenLabels;
import io.decipher.runtime.internal.labelling.LabelSpreading;
import io.decipher.runtime.internal.labelling.LinearProbe;
import io.decipher.runtime.internal.labelling.Prototypes;
import io.decipher.runtime.internal.run.ItemFiles;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.LabellingReport;
import io.decipher.text.NamedTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Propagates the labels of a few samples to all samples of a run: by the classes that the run
 * found, by label spreading over the nearest neighbour graph of its latents, by a linear probe on
 * the latents, by prototypes and, if the model supports it, by its encoder with a classification
 * head: frozen, fine-tuned, and trained from scratch as a baseline for the benefit of pretraining.
 * Must be closed after use.
 *
 * <p>The labels are an input that a person gives to this job only. No run is trained on them, and
 * the run's model is not changed.
 */
public final class Labelling implements AutoCloseable {
  /** By the classes that the run found. */
  public static final String CLASSES = "classes";

  /** By label spreading over the graph of nearest neighbours. */
  public static final String SPREADING = "spreading";

  /** By a linear probe. */
  public static final String PROBE = "probe";

  /** By prototypes. */
  public static final String PROTOTYPES = "prototypes";

  /** By a head trained on the frozen encoder. */
  public static final String FROZEN = "frozen";

  /** By fine-tuning the encoder together with the head. */
  public static final String UNFROZEN = "unfrozen";

  /** By training the encoder from random initial weights. */
  public static final String SCRATCH = "scratch";

  /** The methods that only use latents, in the order of preference. */
  public static final List<String> QUICK = List.of(CLASSES, SPREADING, PROBE, PROTOTYPES);

  /** All methods, in the order of preference. */
  public static final List<String> WAYS =
      List.of(CLASSES, SPREADING, PROBE, PROTOTYPES, FROZEN, UNFROZEN, SCRATCH);

  private static final int NEIGHBOURS = 11; // including the point itself
  private static final int FOLDS = 5;
  private static final int FEWEST = 2; // of each label, to hold some out
  private static final String STEM = "labelled.";

  private final SavedModel saved;
  private final Samples samples;
  private final Samples prepared;
  private final Optional<Labels> found;
  private final FloatMatrix latents; // each of length 1
  private final LabelSpreading graph;

  private Labelling(
      SavedModel saved,
      Samples samples,
      Samples prepared,
      Optional<Labels> found,
      FloatMatrix latents,
      LabelSpreading graph) {
    this.saved = saved;
    this.samples = samples;
    this.prepared = prepared;
    this.found = found;
    this.latents = latents;
    this.graph = graph;
  }

  /**
   * Reads the samples of a run, encodes them, and finds their nearest neighbours.
   *
   * @param run the directory of a run of discover or of train
   * @param context provides progress, warnings and cancellation
   * @throws ConfigurationException if it is not one, or its model does not encode samples
   */
  public static Labelling load(Path run, Plugins plugins, RunContext context) {
    OwnSamples own = OwnSamples.of(run, plugins, context);
    SavedModel saved = SavedModel.load(run, plugins);
    try {
      if (!(saved.model() instanceof Encoder encoder)) {
        throw new ConfigurationException(
            List.of(
                run
                    + ": its model does not encode samples; expected one that does, such as"
                    + " vae"));
      }
      Samples all = own.all();
      Samples prepared = saved.prepared(all, context);
      FloatMatrix latents = UnitLength.of(encoder.encode(prepared, context));
      NearestNeighbours nearest =
          NearestNeighbours.of(latents, Math.min(NEIGHBOURS, latents.rows()), context);
      return new Labelling(
          saved,
          all,
          prepared,
          own.classes().filter(labels -> labels.classes() > 0),
          latents,
          new LabelSpreading(nearest));
    } catch (RuntimeException | Error e) {
      saved.close();
      throw e;
    }
  }

  /** Returns the number of samples. */
  public int count() {
    return samples.count();
  }

  /**
   * Labels all samples by a few labels, without writing files.
   *
   * @param ways a subset of {@link #WAYS}; methods that need found classes, or a model that can be
   *     trained further, are skipped if these are missing
   * @param given the labelled samples, by index, and their labels
   * @param context provides progress, cancellation and random numbers
   * @return labels numbered in the order of their first sample
   */
  public LabellingReport label(List<String> ways, Map<Integer, String> given, RunContext context) {
    LabellingReport all = labelBy(ways, given, context);
    GivenLabels labels = given(given, all.names());
    Map<String, OptionalDouble> expected = new LinkedHashMap<>();
    all.labels().keySet().forEach(way -> expected.put(way, expected(way, labels, context)));
    return new LabellingReport(
        all.names(), all.given(), all.labels(), expected, best(expected), all.directory());
  }

  /**
   * Labels all samples by a few labels with the given methods, without comparing them: the report
   * names the first.
   *
   * @param ways as for {@link #label(List, Map, RunContext)}
   */
  public LabellingReport labelBy(
      List<String> ways, Map<Integer, String> given, RunContext context) {
    List<String> names = given.values().stream().distinct().toList();
    GivenLabels labels = given(given, names);
    Map<String, Labels> all = new LinkedHashMap<>();
    for (String way : ways) {
      if (lacking(way).isEmpty()) {
        context.cancellation().throwIfCancelled();
        all.put(way, Labels.of(labels(way, labels, context)));
      }
    }
    return new LabellingReport(
        names, given.size(), all, Map.of(), all.keySet().iterator().next(), Path.of(""));
  }

  private static GivenLabels given(Map<Integer, String> given, List<String> names) {
    return GivenLabels.of(
        given.keySet().stream().mapToInt(Integer::intValue).toArray(),
        given.values().stream().mapToInt(names::indexOf).toArray(),
        names.size());
  }

  /** Returns which weights are trained by a method that requires a {@link FineTunable} model. */
  private static Optional<Start> start(String way) {
    return switch (way) {
      case FROZEN -> Optional.of(Start.FROZEN);
      case UNFROZEN -> Optional.of(Start.UNFROZEN);
      case SCRATCH -> Optional.of(Start.SCRATCH);
      default -> Optional.empty();
    };
  }

  /** Returns what a method requires but the run does not have. */
  private Optional<String> lacking(String way) {
    if (way.equals(CLASSES) && found.isEmpty()) {
      return Optional.of("the run found no classes to label by; expected one of discover that did");
    }
    return start(way).isPresent() && !(saved.model() instanceof FineTunable)
        ? Optional.of(
            "the run's model cannot train its encoder on labels; expected one that can, such as"
                + " vae")
        : Optional.empty();
  }

  private int[] labels(String way, GivenLabels given, RunContext context) {
    return start(way)
        .map(start -> learned(start, given, prepared, context))
        .orElseGet(() -> byLatents(way, given, context));
  }

  /** Returns the labels that a method predicts for some samples. */
  private int[] labels(String way, GivenLabels given, int[] some, RunContext context) {
    Optional<Start> start = start(way);
    if (start.isPresent()) {
      return learned(start.get(), given, prepared.select(some), context); // encodes no others
    }
    int[] all = byLatents(way, given, context);
    return IntStream.of(some).map(i -> all[i]).toArray();
  }

  /** Returns the labels predicted by the model's encoder after training on the given labels. */
  private int[] learned(Start start, GivenLabels given, Samples asked, RunContext context) {
    int[] few = IntStream.range(0, given.count()).map(given::sample).toArray();
    Labels labels = Labels.of(IntStream.range(0, given.count()).map(given::label).toArray());
    FloatMatrix probabilities =
        ((FineTunable) saved.model())
            .labelProbabilities(asked, prepared.select(few), labels, start, context);
    int[] best = new int[asked.count()];
    for (int i = 0; i < best.length; i++) {
      for (int label = 1; label < probabilities.columns(); label++) {
        if (probabilities.get(i, label) > probabilities.get(i, best[i])) {
          best[i] = label;
        }
      }
    }
    return best;
  }

  private int[] byLatents(String way, GivenLabels given, RunContext context) {
    return switch (way) {
      case CLASSES -> ClassVote.label(latents, found.orElseThrow(), given, context);
      case SPREADING -> graph.label(given);
      case PROBE -> LinearProbe.label(latents, given, context);
      default -> Prototypes.label(latents, given, context);
    };
  }

  /** Returns the cross-validated accuracy of a method on the given labels. */
  private OptionalDouble expected(String way, GivenLabels given, RunContext context) {
    int folds = Math.min(FOLDS, given.least());
    if (folds < FEWEST) {
      return OptionalDouble.empty();
    }
    int right = 0;
    for (int fold = 0; fold < folds; fold++) {
      GivenLabels out = given.part(fold, folds, true);
      int[] samples = IntStream.range(0, out.count()).map(out::sample).toArray();
      int[] labels = labels(way, given.part(fold, folds, false), samples, context);
      for (int g = 0; g < out.count(); g++) {
        right += labels[g] == out.label(g) ? 1 : 0;
      }
    }
    return OptionalDouble.of((double) right / given.count());
  }

  /** Returns the method of greatest accuracy, the first of equals. */
  private static String best(Map<String, OptionalDouble> expected) {
    String best = expected.keySet().iterator().next();
    double most = 0;
    for (Map.Entry<String, OptionalDouble> way : expected.entrySet()) {
      double share = way.getValue().orElse(0);
      if (share > most) {
        most = share;
        best = way.getKey();
      }
    }
    return best;
  }

  /**
   * Labels all samples by the labels in a table, and writes {@code labelled.csv}, with one row per
   * sample: name, label, whether the label was given, and the label by each method; {@code
   * labels.npy}, the indices of the chosen labels in the order of their names; and {@code
   * labelling.json}.
   *
   * @param table with columns {@code name} (or {@code row}) and {@code class}
   * @param ways a subset of {@link #WAYS} that the run supports
   * @param way the method whose labels to choose; if empty, the one with the greatest
   *     cross-validated accuracy
   * @throws ConfigurationException if the directory is not empty, or the run lacks what the method
   *     requires
   * @throws DecipherException if the table names no sample, or fewer than two labels
   */
  public LabellingReport label(
      Path table, List<String> ways, Optional<String> way, RunContext context, Path output) {
    way.flatMap(this::lacking)
        .ifPresent(
            reason -> {
              throw new ConfigurationException(List.of(reason));
            });
    Map<Integer, String> given = read(table);
    try (RunDirectory directory = RunDirectory.create(output)) {
      LabellingReport all = label(ways, given, context);
      LabellingReport report =
          new LabellingReport(
              all.names(),
              all.given(),
              all.labels(),
              all.expected(),
              way.orElse(all.chosen()),
              directory.path());
      directory.writeText(STEM + "csv", table(report, given));
      ItemFiles.convert(STEM, directory, context::warn);
      directory.write("labels.npy", file -> Npy.write(file, report.chosenLabels()));
      directory.writeText("labelling.json", ReportJson.of(report));
      return report;
    }
  }

  private Map<Integer, String> read(Path table) {
    List<String> names =
        samples
            .names()
            .orElseGet(() -> IntStream.range(0, count()).mapToObj(samples::name).toList());
    List<Optional<String>> classes = NamedTable.read(table).someClasses(names);
    List<String> sorted = classes.stream().flatMap(Optional::stream).distinct().sorted().toList();
    if (sorted.size() < 2) {
      throw new DecipherException(
          table
              + ": gives one label, '"
              + sorted.get(0)
              + "'; expected two or more different"
              + " ones");
    }
    Map<Integer, String> given = new LinkedHashMap<>();
    for (String label : sorted) { // numbers labels in the order of their names
      for (int i = 0; i < classes.size(); i++) {
        if (classes.get(i).equals(Optional.of(label))) {
          given.put(i, label);
        }
      }
    }
    return given;
  }

  private String table(LabellingReport report, Map<Integer, String> given) {
    List<String> header = new ArrayList<>(List.of("name", "label", "given"));
    report.labels().keySet().forEach(way -> header.add("by_" + way));
    StringBuilder text = new StringBuilder(Csv.row(header));
    for (int i = 0; i < count(); i++) {
      List<String> row = new ArrayList<>();
      row.add(samples.name(i));
      String own = given.get(i);
      row.add(own != null ? own : name(report, report.chosenLabels().get(i)));
      row.add(Boolean.toString(own != null));
      for (Labels labels : report.labels().values()) {
        row.add(name(report, labels.get(i)));
      }
      text.append(Csv.row(row));
    }
    return text.toString();
  }

  private static String name(LabellingReport report, int label) {
    return label == Labels.NOISE ? "" : report.names().get(label);
  }

  @Override
  public void close() {
    saved.close();
  }
}
