// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import io.decipher.api.Assigner;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.Manifest;
import io.decipher.api.NoveltyScores;
import io.decipher.api.Npy;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import io.decipher.runtime.internal.metrics.Renaming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What lies beside a model, for new samples to be recognized by. */
public final class RecognitionFiles {
  /** Which found class each of those is that the model names, (classes). */
  public static final String CLASSES = "classes.npy";

  /** How many of the run's own samples are named as the run found them, a share. */
  public static final String AGREEMENT = "agreement.npy";

  /** With so many samples, a share of 1 % is known to within a tenth of itself. */
  private static final int OWN = 10_000;

  private RecognitionFiles() {}

  /**
   * Writes what {@code Recognition.load} needs beside the model: how strange the run's own samples
   * are to it (at most {@value #OWN} of them, drawn), and which found class each of those that it
   * names is.
   *
   * @param directory of the model
   * @param prepared the run's samples, preprocessed, (n)
   * @param found their classes, as found last
   */
  static void write(
      Path directory, TrainedModel model, Samples prepared, Labels found, RunContext run)
      throws IOException {
    if (!(model instanceof Assigner assigner) || !assigner.assigns() || prepared.count() == 0) {
      return;
    }
    int[] drawn = draw(prepared.count(), run.random("recognition/own"));
    Samples own = prepared.select(drawn).onHeap();
    if (model instanceof NoveltyScores scores) {
      novelty(scores.noveltyScores(own, run)).save(directory);
    }
    Renaming renaming =
        Renaming.of(
            assigner.assign(own, run).labels(),
            Labels.of(Arrays.stream(drawn).map(found::get).toArray()));
    Npy.write(directory.resolve(CLASSES), renaming.classes(), renaming.classes().length);
    Npy.write(directory.resolve(AGREEMENT), new double[] {renaming.agreement()}, 1);
  }

  private static ConformalNovelty novelty(FloatMatrix scores) {
    try {
      return ConformalNovelty.of(scores);
    } catch (IllegalArgumentException e) {
      throw new DecipherException(
          "the model cannot tell how strange the run's own samples are: "
              + e.getMessage()
              + "; its plugin must be fixed",
          e);
    }
  }

  /** Returns which samples stand for all, ascending. */
  private static int[] draw(int count, RandomGenerator random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    int[] drawn = Arrays.copyOf(order, Math.min(OWN, count));
    Arrays.sort(drawn);
    return drawn;
  }

  /**
   * Copies a model, and renames the classes that it names.
   *
   * <p>The agreement that is kept is the least that it can be: samples that went another way than
   * most of their class count as named otherwise.
   *
   * @param model its directory
   * @param before the classes that were found, (n)
   * @param now those of today, (n)
   * @param to the directory that it gets
   */
  public static void keepRefined(Path model, Labels before, Labels now, Path to)
      throws IOException {
    Manifest manifest = Manifest.of(model);
    manifest.requireAll(Set.of());
    for (String name : manifest.names()) {
      Files.createDirectories(to.resolve(name).getParent());
      Files.copy(model.resolve(name), to.resolve(name));
    }
    int[] destination = Renaming.of(before, now).classes();
    int[] classes =
        Arrays.stream(classes(model).toArray())
            .map(
                label ->
                    label < 0 || label >= destination.length ? Labels.NOISE : destination[label])
            .toArray();
    int strayed = 0;
    int all = 0;
    for (int i = 0; i < before.size(); i++) {
      if (before.get(i) != Labels.NOISE) {
        all++;
        strayed += now.get(i) != destination[before.get(i)] ? 1 : 0;
      }
    }
    double share = all == 0 ? 0 : (double) strayed / all;
    Npy.write(to.resolve(CLASSES), classes, classes.length);
    Npy.write(to.resolve(AGREEMENT), new double[] {Math.max(0, agreement(model) - share)}, 1);
    Manifest.write(to, to.resolve(Manifest.FILE), Map.of(), Set.of());
  }

  /**
   * Returns the share of the run's own samples, of those in a class, that are named that class; at
   * most {@value #OWN} of them were looked at.
   */
  public static double agreement(Path directory) throws IOException {
    return Npy.readDoubles(directory.resolve(AGREEMENT), 1)[0];
  }

  /** Returns which found class each of those is that the model names. */
  public static Labels classes(Path directory) throws IOException {
    Path file = directory.resolve(CLASSES);
    FloatMatrix read = Npy.read(file);
    int[] labels = new int[read.rows()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (int) read.get(i, 0);
    }
    try {
      return Labels.of(labels);
    } catch (IllegalArgumentException e) {
      throw new DecipherException(file + ": " + e.getMessage(), e);
    }
  }
}
