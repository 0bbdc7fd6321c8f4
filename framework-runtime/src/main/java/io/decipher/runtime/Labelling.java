// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
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
 * Labels all samples of a run by the few that a person labelled: by the classes that the run found,
 * by spreading over the graph of its latents, by a linear probe on them, and by prototypes. The
 * model is not trained again.
 *
 * <p>The labels are an input that a person gives to this job alone. No run learns from them.
 */
public final class Labelling {
  /** By the classes that the run found. */
  public static final String CLASSES = "classes";

  /** By spreading over the graph of nearest neighbours. */
  public static final String SPREADING = "spreading";

  /** By a linear probe. */
  public static final String PROBE = "probe";

  /** By prototypes. */
  public static final String PROTOTYPES = "prototypes";

  /** All of them, the one to trust first where nothing tells. */
  public static final List<String> WAYS = List.of(CLASSES, SPREADING, PROBE, PROTOTYPES);

  private static final int NEIGHBOURS = 11; // the point itself among them
  private static final int FOLDS = 5;
  private static final int FEWEST = 2; // of each label, to hold some out
  private static final String STEM = "labelled.";

  private final Samples samples;
  private final Optional<Labels> found;
  private final FloatMatrix latents; // each of length 1
  private final LabelSpreading graph;

  private Labelling(
      Samples samples, Optional<Labels> found, FloatMatrix latents, LabelSpreading graph) {
    this.samples = samples;
    this.found = found;
    this.latents = latents;
    this.graph = graph;
  }

  /**
   * Reads the samples of a run, encodes them, and finds their neighbours.
   *
   * @param run the directory of a run of discover or of train
   * @param context for progress, warnings and cancellation
   * @throws ConfigurationException if it is none, or its model encodes no samples
   */
  public static Labelling load(Path run, Plugins plugins, RunContext context) {
    OwnSamples own = OwnSamples.of(run, plugins, context);
    try (SavedModel saved = SavedModel.load(run, plugins)) {
      if (!(saved.model() instanceof Encoder encoder)) {
        throw new ConfigurationException(
            List.of(run + ": its model encodes no samples; expected one that does, such as vae"));
      }
      Samples all = own.all();
      FloatMatrix latents = UnitLength.of(encoder.encode(saved.prepared(all, context), context));
      NearestNeighbours nearest =
          NearestNeighbours.of(latents, Math.min(NEIGHBOURS, latents.rows()), context);
      return new Labelling(
          all,
          own.classes().filter(labels -> labels.classes() > 0),
          latents,
          new LabelSpreading(nearest));
    }
  }

  /** Returns how many samples there are. */
  public int count() {
    return samples.count();
  }

  /**
   * Labels all samples by some, and writes nothing.
   *
   * @param given which samples have a label, each once, and it
   * @param context for progress and cancellation
   * @return labels numbered in the order of their first sample
   */
  public LabellingReport label(Map<Integer, String> given, RunContext context) {
    LabellingReport all = labelBy(WAYS, given, context);
    GivenLabels labels = given(given, all.names());
    Map<String, OptionalDouble> expected = new LinkedHashMap<>();
    all.labels().keySet().forEach(way -> expected.put(way, expected(way, labels, context)));
    return new LabellingReport(
        all.names(), all.given(), all.labels(), expected, best(expected), all.directory());
  }

  /**
   * Labels all samples by some and by some ways, and does not ask which is best: the report names
   * the first.
   *
   * @param ways of {@link #WAYS}; what takes found classes is left out where there are none
   * @see #label(Map, RunContext)
   */
  public LabellingReport labelBy(
      List<String> ways, Map<Integer, String> given, RunContext context) {
    List<String> names = given.values().stream().distinct().toList();
    GivenLabels labels = given(given, names);
    Map<String, Labels> all = new LinkedHashMap<>();
    for (String way : ways) {
      if (!way.equals(CLASSES) || found.isPresent()) {
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

  private int[] labels(String way, GivenLabels given, RunContext context) {
    return switch (way) {
      case CLASSES -> ClassVote.label(latents, found.orElseThrow(), given, context);
      case SPREADING -> graph.label(given);
      case PROBE -> LinearProbe.label(latents, given);
      default -> Prototypes.label(latents, given, context);
    };
  }

  /** Returns the share of labels that a way finds again when it is not told them. */
  private OptionalDouble expected(String way, GivenLabels given, RunContext context) {
    int folds = Math.min(FOLDS, given.least());
    if (folds < FEWEST) {
      return OptionalDouble.empty();
    }
    int right = 0;
    for (int fold = 0; fold < folds; fold++) {
      int[] labels = labels(way, given.part(fold, folds, false), context);
      GivenLabels out = given.part(fold, folds, true);
      for (int g = 0; g < out.count(); g++) {
        right += labels[out.sample(g)] == out.label(g) ? 1 : 0;
      }
    }
    return OptionalDouble.of((double) right / given.count());
  }

  /** Returns the way that finds most labels again; the first of equals. */
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
   * Labels all samples by those that a table names, and writes {@code labelled.csv}: a row a
   * sample, its name, its label, whether that was given, and its label by each way; and {@code
   * labels.npy}, the numbers of the chosen labels in the order of their names.
   *
   * @param table with columns {@code name} (or {@code row}) and {@code class}
   * @param way the one to follow; the one that finds most of the labels again if empty
   * @throws ConfigurationException if the directory holds something, or the run lacks what the way
   *     needs
   * @throws DecipherException if the table tells of no sample, or of fewer than two labels
   */
  public LabellingReport label(Path table, Optional<String> way, RunContext context, Path output) {
    if (way.isPresent() && way.get().equals(CLASSES) && found.isEmpty()) {
      throw new ConfigurationException(
          List.of("the run found no classes to label by; expected one of discover that did"));
    }
    Map<Integer, String> given = read(table);
    try (RunDirectory directory = RunDirectory.create(output)) {
      LabellingReport all = label(given, context);
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
          table + ": gives one label, '" + sorted.get(0) + "'; expected two or more to tell apart");
    }
    Map<Integer, String> given = new LinkedHashMap<>();
    for (String label : sorted) { // so that labels are numbered in the order of their names
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
}
