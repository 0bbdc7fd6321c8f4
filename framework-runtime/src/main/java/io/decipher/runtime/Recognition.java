// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.Assigner;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.NoveltyScores;
import io.decipher.api.Npy;
import io.decipher.api.OutputFile;
import io.decipher.api.Plugins;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import io.decipher.runtime.internal.data.Csv;
import io.decipher.runtime.internal.data.Items;
import io.decipher.runtime.internal.run.ConformalNovelty;
import io.decipher.runtime.internal.run.ItemFiles;
import io.decipher.runtime.internal.run.Portions;
import io.decipher.runtime.internal.run.RecognitionFiles;
import io.decipher.runtime.internal.run.ResultTables;
import io.decipher.runtime.internal.run.SharedPasses;
import io.decipher.runtime.internal.store.ModelStore;
import io.decipher.runtime.internal.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Assigns new samples to the classes that a {@link Discovery} found, and recognises those that
 * belong to none of them. Samples are prepared as in the run. Must be closed after use.
 *
 * <p>It is safe for use by several threads: samples are prepared concurrently, while the model,
 * which need not be thread-safe, processes one call after another and batches single samples that
 * arrive meanwhile. Results do not depend on other callers. It may be closed once all calls have
 * returned.
 *
 * <pre>{@code
 * try (Recognition recognition = Recognition.load(Path.of("runs/mnist"), Plugins.discover())) {
 *   var files =
 *       SampleFiles.read(List.of(Path.of("new.png")), recognition.type(), plugins, run);
 *   recognition.recognize(files.samples(), 0.99, run).found().labels(); // -1: like none of them
 * }
 * }</pre>
 */
public final class Recognition implements AutoCloseable {
  private final SavedModel saved;
  private final Portions portions; // guarded by the model
  private final SharedPasses shared;
  private final Labels classes;
  private final double agreement;
  private final Optional<ConformalNovelty> familiarity;
  private final Plugins plugins;

  /** What the run stored besides its model. */
  private record Kept(Labels classes, double agreement, Optional<ConformalNovelty> familiarity) {}

  private Recognition(SavedModel saved, Kept kept, Plugins plugins) {
    this.saved = saved;
    this.portions = new Portions(saved.model(), kept.familiarity.isPresent());
    this.shared = new SharedPasses(portions, saved.model());
    this.classes = kept.classes;
    this.agreement = kept.agreement;
    this.familiarity = kept.familiarity;
    this.plugins = plugins;
  }

  /**
   * The classes of new samples.
   *
   * @param found the class of each, noise for samples that belong to none; strengths as in {@code
   *     nearest}, 0 for noise
   * @param nearest the class that the model assigns to each unconditionally, with its confidence;
   *     noise if that class is not among those found last
   * @param familiarity the conformal p-value: the fraction of the run's own samples that are at
   *     least as novel, (n x 1), in (0, 1]; empty if the model has no novelty scores
   */
  public record Recognized(
      FoundClasses found, FoundClasses nearest, Optional<FloatMatrix> familiarity) {}

  /** Returns whether a directory contains a model that a {@link Discovery} trained. */
  public static boolean isKeptIn(Path run) {
    return SavedModel.isKeptIn(run);
  }

  /**
   * Loads the result of a run of `decipher discover`.
   *
   * @param run its directory, or the subdirectory {@code model}
   * @throws ConfigurationException if there is no model, or it does not assign classes
   * @throws DecipherException if it is damaged
   */
  public static Recognition load(Path run, Plugins plugins) {
    RunDirectory.require(run, "discover");
    SavedModel saved = SavedModel.load(run, plugins);
    @Nullable Recognition result = null;
    try {
      result = of(run, saved, plugins);
      return result;
    } finally {
      if (result == null) {
        saved.close();
      }
    }
  }

  /** Creates a recognition with a loaded model; closing either closes both. */
  static Recognition of(Path run, SavedModel saved, Plugins plugins) {
    TrainedModel model = saved.model();
    Path directory = saved.directory();
    if (!(model instanceof Assigner assigner) || !assigner.assigns()) {
      throw new ConfigurationException(
          List.of(
              run
                  + ": its model assigns no classes, since it was not trained on any; run"
                  + " discover with decipher.rounds = 1 and a model that classifies"
                  + " (decipher.model.objective.classifier.weight above 0)"));
    }
    Path classes = directory.resolve(RecognitionFiles.CLASSES);
    if (!Files.exists(classes) || !Files.exists(directory.resolve(RecognitionFiles.AGREEMENT))) {
      throw new ConfigurationException(
          List.of(
              run
                  + ": lacks what is needed to recognise new samples ("
                  + classes
                  + ", "
                  + RecognitionFiles.AGREEMENT
                  + "); it was written by an earlier version: run discover again"));
    }
    return ModelStore.read(
        directory,
        () ->
            new Recognition(
                saved,
                new Kept(
                    RecognitionFiles.classes(directory),
                    RecognitionFiles.agreement(directory),
                    model instanceof NoveltyScores
                        ? ConformalNovelty.load(directory)
                        : Optional.empty()),
                plugins));
  }

  /**
   * Saves the model of a run for classes that were refined by a person since, so that new samples
   * are assigned to these. Each class of the model is mapped to the class that most of its samples
   * have now; the model is not changed, and cannot distinguish classes that a person split.
   *
   * @param run contains the model; nothing is done if it has none that assigns classes
   * @param before the classes that the run found, (n)
   * @param now the current classes, (n)
   * @param refined the directory in which {@code model} is written
   * @throws DecipherException if the model is damaged, or cannot be written
   */
  public static void keepRefined(Path run, Labels before, Labels now, Path refined) {
    if (!isKeptIn(run) || !Files.isDirectory(run.resolve(SavedModel.MODEL))) {
      return;
    }
    try {
      RecognitionFiles.keepRefined(
          run.resolve(SavedModel.MODEL), before, now, refined.resolve(SavedModel.MODEL));
    } catch (IOException e) {
      throw new DecipherException(
          refined
              + " cannot be written: "
              + OutputFile.problem(refined, e)
              + "; once that is fixed, refine again, or name another directory (-o DIR)",
          e);
    }
  }

  /** Returns the type of the samples. */
  public SampleType type() {
    return saved.type();
  }

  /**
   * Reads samples from files in the same way as the run's own, if the run recorded how; otherwise
   * without conversion. A path that cannot be read is skipped with a {@link RunContext#warn}.
   *
   * @param paths files, and folders of them
   * @param run provides progress, warnings and cancellation
   * @throws DecipherException if none of them can be read, with the problem of the first
   */
  public SampleFiles read(List<Path> paths, RunContext run) {
    return saved.read(paths, run);
  }

  /**
   * Returns the agreement of model and run: the fraction of the run's own samples, excluding noise,
   * that the model assigns to the class that the run found, without rejection. They can differ,
   * since the model classifies single samples while the run clustered all of them jointly.
   */
  public double agreement() {
    return agreement;
  }

  /** Returns whether samples that belong to no class can be recognised. */
  public boolean tellsUnknown() {
    return familiarity.isPresent();
  }

  /**
   * Assigns samples to classes, independently of each other: a sample gets the same result to the
   * bit, whatever the batches and their order.
   *
   * @param samples (n), unprepared: they are prepared here
   * @param keep the fraction of samples like the run's own that are to be assigned a class, in (0,
   *     1]: a sample is rejected if less than 1 - {@code keep} of the run's own are as novel. 1
   *     rejects nothing
   * @throws IllegalArgumentException if {@code keep} is out of range
   */
  public Recognized recognize(Samples samples, double keep, RunContext run) {
    if (!(keep > 0 && keep <= 1)) {
      throw new IllegalArgumentException("keep must be in (0, 1], but was " + keep);
    }
    Samples ready = saved.prepared(samples, run);
    Named named = named(ready, run);
    Optional<FloatMatrix> familiar = named.familiarity;
    int[] nearest = new int[samples.count()];
    float[] confidence = new float[nearest.length];
    int[] labels = new int[nearest.length];
    float[] strengths = new float[nearest.length];
    for (int i = 0; i < nearest.length; i++) {
      int name = named.classes.labels().get(i);
      nearest[i] = name < classes.size() && name != Labels.NOISE ? classes.get(name) : Labels.NOISE;
      confidence[i] = nearest[i] == Labels.NOISE ? 0 : named.classes.strengths().get(i, 0);
      boolean known = familiar.isEmpty() || familiar.get().get(i, 0) >= 1 - keep;
      labels[i] = known ? nearest[i] : Labels.NOISE;
      strengths[i] = labels[i] == Labels.NOISE ? 0 : confidence[i];
    }
    return new Recognized(found(labels, strengths), found(nearest, confidence), familiar);
  }

  /** The class assigned by the model to each sample, and its familiarity. */
  private record Named(FoundClasses classes, Optional<FloatMatrix> familiarity) {}

  private Named named(Samples ready, RunContext run) {
    int n = ready.count();
    int[] labels = new int[n];
    float[] strengths = new float[n];
    float[] familiar = new float[n];
    RunContext silent = RunContext.of(run.seed(), ProgressListener.none(), run.cancellation());
    int count = 0;
    for (int first = 0; first < n; first += count) {
      count = Math.min(Portions.WHOLE, n - first);
      SharedPasses.Answer answer;
      if (n == 1) {
        answer = shared.of(ready, silent);
      } else {
        synchronized (saved.model()) {
          answer = new SharedPasses.Answer(portions.of(ready, first, count, silent), 0);
        }
      }
      FoundClasses found = answer.made().classes();
      Optional<FloatMatrix> scores = answer.made().novelty();
      System.arraycopy(found.labels().toArray(), answer.row(), labels, first, count);
      found.strengths().copyRows(answer.row(), count, strengths, first);
      if (familiarity.isPresent() && scores.isPresent()) {
        FloatMatrix own = scores.get().slice(answer.row(), count);
        familiarity.get().measure(own).copyRows(0, count, familiar, first);
      }
      int done = first + count;
      run.step(new Progress("assigned", (double) done / n, done + " of " + n));
    }
    return new Named(
        found(labels, strengths), familiarity.map(usual -> FloatMatrix.wrap(n, 1, familiar)));
  }

  private static FoundClasses found(int[] labels, float[] strengths) {
    return new FoundClasses(Labels.of(labels), FloatMatrix.wrap(strengths.length, 1, strengths));
  }

  /**
   * Assigns samples of files to classes, and writes {@code labels.npy}, {@code strengths.npy} and
   * {@code assigned.csv} with one line per sample.
   *
   * @throws ConfigurationException if the directory is not empty; nothing is computed then
   * @see #recognize
   */
  public Recognized recognize(SampleFiles files, double keep, RunContext run, Path output) {
    return recognize(files, keep, Map.of(), run, output);
  }

  /**
   * Does the same for classes with names, which {@code items.csv} contains besides their numbers.
   *
   * @param names by class number
   * @see #recognize(SampleFiles, double, RunContext, Path)
   */
  public Recognized recognize(
      SampleFiles files, double keep, Map<Integer, String> names, RunContext run, Path output) {
    try (RunDirectory directory = RunDirectory.create(output)) {
      Recognized all = recognize(files.samples(), keep, run);
      Samples samples = files.named();
      Items items =
          new Items(
              samples,
              all.found,
              Optional.empty(),
              Optional.empty(),
              Optional.of(second(all)),
              names);
      ItemFiles.writeItems(items, directory, run::warn);
      ResultTables.write(plugins, samples, all.found, directory);
      directory.write("labels.npy", file -> Npy.write(file, all.found.labels()));
      directory.write("strengths.npy", file -> Npy.writeVector(file, all.found.strengths()));
      directory.writeText("assigned.csv", table(files, all));
      return all;
    }
  }

  /** Returns the nearest class of each rejected sample. */
  private static Labels second(Recognized all) {
    int[] second = all.nearest.labels().toArray();
    for (int i = 0; i < second.length; i++) {
      second[i] = all.found.labels().get(i) == Labels.NOISE ? second[i] : Labels.NOISE;
    }
    return Labels.of(second);
  }

  private static String table(SampleFiles files, Recognized all) {
    StringBuilder table =
        new StringBuilder("file,row,class,unknown,nearest,confidence,familiarity\n");
    int i = 0;
    for (SampleFiles.Part part : files.parts()) {
      String name = Csv.quoted(part.file().toString());
      for (int row = 0; row < part.size(); row++, i++) {
        int label = all.found.labels().get(i);
        table
            .append(name)
            .append(',')
            .append(row)
            .append(',')
            .append(label)
            .append(',')
            .append(label == Labels.NOISE)
            .append(',')
            .append(all.nearest.labels().get(i))
            .append(',')
            .append(share(all.nearest.strengths().get(i, 0)))
            .append(',')
            .append(all.familiarity.isPresent() ? share(all.familiarity.get().get(i, 0)) : "")
            .append('\n');
      }
    }
    return table.toString();
  }

  private static String share(float value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  @Override
  public void close() {
    saved.close();
  }
}
