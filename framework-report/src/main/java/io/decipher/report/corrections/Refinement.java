// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FileTree;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.Manifest;
import io.decipher.api.Npy;
import io.decipher.api.OutputFile;
import io.decipher.api.RunContext;
import io.decipher.api.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The classes of a run with the corrections of its journal applied, numbered from 0 without gaps:
 * in the run's order, then those that were split off.
 *
 * @param labels the class of each sample, (n)
 * @param names names of classes
 * @param moves numbers of samples by old and new class
 * @param corrections number of corrections in effect
 * @param learned one sentence for each consequence for other samples
 */
public record Refinement(
    Labels labels,
    Map<Integer, String> names,
    List<Move> moves,
    int corrections,
    List<String> learned) {
  /**
   * Samples that moved from a class of the run to a class of the refinement.
   *
   * @param from class of the run; -1 for noise
   * @param to class of the refinement; -1 for noise
   */
  public record Move(int from, int to, int samples) {}

  private static final String CONFIGURATION = "decipher.conf";
  private static final String REPORT = "report.json";

  /** Files needed for the page of the refined run that are copied unchanged. */
  private static final List<String> KEPT =
      List.of(
          CONFIGURATION,
          "projection.npy",
          "features.npy",
          "outlier-scores.npy",
          "metrics.jsonl",
          "samples.png");

  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  /** Copies the collections. */
  public Refinement {
    names = Map.copyOf(names);
    moves = List.copyOf(moves);
    learned = List.copyOf(learned);
  }

  /**
   * Applies the journal of a run, and learns from it: answers about pairs merge and split classes.
   * Decisions are kept, and without answers nothing else changes.
   *
   * <p>Uses projection.npy, in which the run found its classes, or else features.npy; with neither,
   * nothing is learned.
   *
   * @param splitter splits a class between two samples
   * @param context allows cancellation
   * @throws ConfigurationException if the run has no journal, or no correction in it is in effect
   * @throws DecipherException if a file is damaged
   */
  public static Refinement learned(Path run, PairSplitter splitter, RunContext context) {
    return of(
        run,
        classes ->
            points(run, classes.size())
                .map(points -> CorrectionLearning.of(classes, points, splitter, context))
                .orElseGet(() -> unchanged(classes)));
  }

  /**
   * Applies the journal of a run without learning from it.
   *
   * @throws ConfigurationException if the run has no journal, or no correction in it is in effect
   * @throws DecipherException if a file is damaged
   */
  public static Refinement of(Path run) {
    return of(run, Refinement::unchanged);
  }

  private static CorrectionLearning.Outcome unchanged(CorrectedClasses classes) {
    return new CorrectionLearning.Outcome(classes.labels(), classes.names(), List.of());
  }

  private static Refinement of(
      Path run, Function<CorrectedClasses, CorrectionLearning.Outcome> learning) {
    Labels found = labels(run);
    List<CorrectionJournal.Entry> entries = CorrectionJournal.read(run, found);
    int holding = CorrectionJournal.holding(entries).size();
    if (holding == 0) {
      throw new ConfigurationException(
          List.of(run + " holds no corrections; make some first: decipher explore " + run));
    }
    CorrectionLearning.Outcome outcome =
        learning.apply(CorrectionJournal.replay(found, ClassNames.read(run), entries));
    Map<Integer, Integer> number = new TreeMap<>();
    Arrays.stream(outcome.labels())
        .filter(label -> label != Labels.NOISE)
        .distinct()
        .sorted()
        .forEach(label -> number.put(label, number.size()));
    int[] now =
        Arrays.stream(outcome.labels()).map(label -> number.getOrDefault(label, -1)).toArray();
    Map<Integer, String> names = new TreeMap<>();
    outcome.names().forEach((label, name) -> names.put(number.get(label), name));
    return new Refinement(Labels.of(now), names, moves(found, now), holding, outcome.learned());
  }

  private static Optional<FloatMatrix> points(Path run, int samples) {
    Manifest manifest = Manifest.of(run);
    for (String name : List.of("projection.npy", "features.npy")) {
      if (manifest.lists(name)) {
        manifest.require(name);
        try {
          FloatMatrix points = Npy.read(run.resolve(name));
          if (points.rows() == samples) {
            return Optional.of(points);
          }
        } catch (IOException | IllegalArgumentException e) {
          throw new DecipherException(run.resolve(name) + " cannot be read: " + e, e);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Reads the labels of a run.
   *
   * @throws ConfigurationException if it found no classes
   * @throws DecipherException if they cannot be read, or do not match the run's manifest
   */
  public static Labels labels(Path run) {
    Path file = run.resolve("labels.npy");
    if (!Files.isRegularFile(file)) {
      throw new ConfigurationException(
          List.of(
              run + " holds no labels.npy; expected the directory of a run that found classes"));
    }
    Manifest.of(run).require("labels.npy");
    try {
      FloatMatrix values = Npy.read(file);
      return Labels.of(
          IntStream.range(0, values.rows()).map(i -> (int) values.get(i, 0)).toArray());
    } catch (IOException e) {
      throw new DecipherException(file + " cannot be read: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new DecipherException(file + ": " + e.getMessage(), e);
    }
  }

  private static List<Move> moves(Labels found, int[] now) {
    Map<Long, Integer> counts = new HashMap<>();
    for (int i = 0; i < now.length; i++) {
      counts.merge(((long) found.get(i) << 32) | (now[i] & 0xffffffffL), 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .map(
            entry ->
                new Move((int) (entry.getKey() >> 32), entry.getKey().intValue(), entry.getValue()))
        .sorted(Comparator.comparingInt(Move::from).thenComparingInt(Move::to))
        .toList();
  }

  /**
   * Writes the refined run to an empty or new directory: labels.npy, strengths.npy, names.json,
   * items.csv (one line per sample, in the form of the run's own), changes.csv (from old to new
   * classes), report.json, and the files of the run that are unchanged.
   *
   * @param run the run given to {@link #of}
   * @param name name of a sample, if the run has no items.csv
   * @throws ConfigurationException if the directory is not empty
   * @throws DecipherException if it cannot be written
   */
  public void write(Path run, Path output, IntFunction<String> name) {
    write(run, output, name, directory -> {});
  }

  /**
   * Writes the refined run like {@link #write(Path, Path, IntFunction)}, and runs a callback before
   * the directory is sealed.
   *
   * @param alongside receives the directory
   */
  public void write(Path run, Path output, IntFunction<String> name, Consumer<Path> alongside) {
    try {
      Files.createDirectories(output);
      try (Stream<Path> held = Files.list(output)) {
        if (held.findAny().isPresent()) {
          throw new ConfigurationException(
              List.of(output + " is not empty; name another directory (-o DIR)"));
        }
      }
      Manifest manifest = Manifest.of(run);
      for (String file : KEPT) {
        if (manifest.lists(file)) {
          if (!file.equals(CONFIGURATION) // which users may edit
              || !Files.isRegularFile(run.resolve(file))) {
            manifest.require(file);
          }
          Files.copy(run.resolve(file), output.resolve(file));
        }
      }
      copyCompared(run, output, manifest);
      Labels before = labels(run);
      FloatMatrix strengths = strengths(run);
      Npy.write(output.resolve("labels.npy"), labels);
      Npy.writeVector(output.resolve("strengths.npy"), strengths);
      Files.writeString(output.resolve(ClassNames.FILE), ClassNames.render(names));
      Files.writeString(output.resolve("changes.csv"), changes(before));
      Files.writeString(
          output.resolve(ItemsTable.FILE),
          ItemsTable.of(run, labels.size()).with(before, labels, strengths, names, name));
      alongside.accept(output);
      String report = report(run);
      Manifest.write(
          output,
          output.resolve(Manifest.FILE),
          Map.of(REPORT, Sha256.hex(report.getBytes(StandardCharsets.UTF_8))),
          Set.of());
      Files.writeString(output.resolve(REPORT), report); // last: marks the run as finished
    } catch (ConfigurationException e) {
      throw e; // the directory's contents are not ours
    } catch (RuntimeException e) {
      empty(output, e);
      throw e;
    } catch (IOException e) {
      String problem = OutputFile.problem(output, e);
      empty(output, e); // a partial result could be mistaken for a run
      throw new DecipherException(
          output
              + " cannot be written: "
              + problem
              + "; nothing was kept there: once that is fixed, refine again, or name another"
              + " directory (-o DIR)",
          e);
    }
  }

  private static void empty(Path directory, Exception failed) {
    try (Stream<Path> held = Files.list(directory)) {
      for (Path each : held.toList()) {
        FileTree.delete(each);
      }
    } catch (IOException e) {
      failed.addSuppressed(e);
    }
  }

  private static void copyCompared(Path run, Path output, Manifest manifest) throws IOException {
    for (String name : manifest.names()) {
      if (name.matches("compared-[^/]+/projection\\.npy")) {
        manifest.require(name);
        Files.createDirectories(output.resolve(name.substring(0, name.indexOf('/'))));
        Files.copy(run.resolve(name), output.resolve(name));
      }
    }
  }

  /**
   * Noise gets strength 0, and a sample that had strength 0 gets 1 in its new class; others keep
   * theirs.
   */
  private FloatMatrix strengths(Path run) throws IOException {
    Path file = run.resolve("strengths.npy");
    int count = labels.size();
    float[] values = new float[count];
    Manifest manifest = Manifest.of(run);
    if (manifest.lists("strengths.npy")) {
      manifest.require("strengths.npy");
    }
    FloatMatrix known =
        manifest.lists("strengths.npy") ? Npy.read(file) : FloatMatrix.wrap(count, 1, values);
    for (int i = 0; i < count; i++) {
      float before = known.get(i, 0);
      values[i] = labels.get(i) == Labels.NOISE ? 0 : before == 0 ? 1 : before;
    }
    return FloatMatrix.wrap(count, 1, values);
  }

  private String changes(Labels before) {
    int[] sizes = before.sizes();
    StringBuilder csv = new StringBuilder("old,new,name,samples,share of old\n");
    for (Move move : moves) {
      int of = move.from() == Labels.NOISE ? before.noise() : sizes[move.from()];
      csv.append(move.from())
          .append(',')
          .append(move.to())
          .append(',')
          .append(CorrectionJournal.quoted(names.getOrDefault(move.to(), "")))
          .append(',')
          .append(move.samples())
          .append(',')
          .append(String.format(java.util.Locale.ROOT, "%.4f", (double) move.samples() / of))
          .append('\n');
    }
    return csv.toString();
  }

  /** Removes results that the run computed for its own classes, which no longer apply. */
  private String report(Path run) throws IOException {
    Manifest.of(run).require(REPORT);
    JsonObject json;
    try {
      json = JsonParser.parseString(Files.readString(run.resolve(REPORT))).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new DecipherException(
          run.resolve(REPORT) + " is not what was written: it is not JSON", e);
    }
    for (String key : List.of("evidence", "resolution", "scores", "smallClusters")) {
      json.remove(key);
    }
    double noise = labels.size() == 0 ? 0 : (double) labels.noise() / labels.size();
    JsonArray sizes = new JsonArray();
    Arrays.stream(labels.sizes()).forEach(sizes::add);
    json.addProperty("classes", labels.classes());
    json.addProperty("noise", noise);
    json.add("sizes", sizes);
    if (json.has("stages")) {
      JsonObject stage = new JsonObject();
      stage.addProperty("by", "corrections");
      stage.addProperty("classes", labels.classes());
      stage.addProperty("noise", noise);
      stage.add("sizes", sizes);
      stage.add("smallClusters", new JsonArray());
      json.getAsJsonArray("stages").add(stage);
    }
    JsonObject refined = new JsonObject();
    refined.addProperty("run", String.valueOf(run.toAbsolutePath().normalize().getFileName()));
    refined.addProperty("corrections", corrections);
    JsonArray sentences = new JsonArray();
    learned.forEach(sentences::add);
    refined.add("learned", sentences);
    json.add("refined", refined);
    return JSON.toJson(json) + "\n";
  }
}
