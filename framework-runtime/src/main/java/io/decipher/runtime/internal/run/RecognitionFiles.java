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

/** The files next to a model by which new samples are recognised. */
public final class RecognitionFiles {
  /** The class found that corresponds to each of the model's classes, (classes). */
  public static final String CLASSES = "classes.npy";

  /** The fraction of the run's own samples on which model and run agree. */
  public static final String AGREEMENT = "agreement.npy";

  /** With this many samples, a fraction of 1 % is accurate to a tenth of its value. */
  private static final int OWN = 10_000;

  private RecognitionFiles() {}

  /**
   * Writes what {@code Recognition.load} needs besides the model: the novelty scores of the run's
   * own samples (at most {@value #OWN} of them, drawn at random), and the class found that
   * corresponds to each of the model's classes.
   *
   * @param directory the directory of the model
   * @param prepared the run's samples, preprocessed, (n)
   * @param found their final classes
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
          "the model cannot score the novelty of the run's own samples: "
              + e.getMessage()
              + "; its plugin must be fixed",
          e);
    }
  }

  /** Returns a random subset of samples, ascending. */
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
   * Copies a model with its classes renamed.
   *
   * <p>The stored agreement is a lower bound: samples that moved to another class than most of
   * their former class count as disagreements.
   *
   * @param model its directory
   * @param before the classes that were found, (n)
   * @param now the current classes, (n)
   * @param to the directory of the copy
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
   * Returns the fraction of the run's own samples, excluding noise, on which model and run agree;
   * based on at most {@value #OWN} of them.
   */
  public static double agreement(Path directory) throws IOException {
    return Npy.readDoubles(directory.resolve(AGREEMENT), 1)[0];
  }

  /** Returns the class found that corresponds to each of the model's classes. */
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
