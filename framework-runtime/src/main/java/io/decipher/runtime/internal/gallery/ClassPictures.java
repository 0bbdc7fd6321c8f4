// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import io.decipher.api.Conditional;
import io.decipher.api.Decoder;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import io.decipher.api.spi.PictureWriter.Group;
import io.decipher.api.spi.PictureWriter.Sheet;
import io.decipher.numerics.EvenlySpaced;
import io.decipher.runtime.internal.pipeline.Exemplars;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Draws each class found as one row: {@code classes.png} shows its members, and {@code
 * traversals.png} its variation according to the model. Pictures that a model does not support are
 * skipped.
 */
public final class ClassPictures {
  private static final int SHOWN = 6;
  private static final int DIRECTIONS = 3;
  private static final int STEPS = 7;
  private static final double FARTHEST = 2; // in standard deviations
  private static final int MEMBERS = 2000; // enough to determine the main directions of a class
  private static final int PIXELS = 56;

  private final Samples samples;
  private final SampleType shape;
  private final Labels labels;
  private final int[][] exemplars;

  private ClassPictures(Stage view, Samples samples) {
    this.samples = samples;
    this.shape = samples.type();
    this.labels = view.found().labels();
    this.exemplars = Exemplars.of(view, SHOWN);
  }

  /**
   * Draws the pictures, if samples are images and there are classes.
   *
   * @param samples without preprocessing, (n)
   * @param prepared as passed to the model, (n); generated samples are shown if these are of the
   *     type of {@code samples}
   */
  public static void write(
      Stage view,
      Samples samples,
      Samples prepared,
      TrainedModel model,
      RunDirectory directory,
      RunContext run) {
    if (!Pictures.canShow(samples.type()) || view.classes() == 0) {
      return;
    }
    ClassPictures pictures = new ClassPictures(view, samples);
    List<Group> groups = new ArrayList<>();
    groups.add(
        pictures.group(
            "most typical", label -> samples.select(pictures.exemplars[label]).toMatrix()));
    groups.add(pictures.group("mean", pictures::mean));
    boolean sameType = prepared.type().equals(samples.type());
    if (sameType && model instanceof Conditional conditional && conditional.classes() > 0) {
      groups.add(pictures.group("drawn", label -> pictures.drawn(conditional, label, run)));
    }
    if (model instanceof Encoder encoder) {
      FloatMatrix latents = encoder.encode(prepared, run);
      groups.add(
          pictures.group(
              "nearest to the first in latent space", label -> pictures.nearest(latents, label)));
      if (sameType && model instanceof Decoder decoder) {
        pictures.writeTraversals(latents, decoder, directory, run);
      }
    }
    pictures.write("classes.png", groups, directory);
  }

  private Group group(String heading, IntFunction<FloatMatrix> row) {
    return new Group(heading, IntStream.range(0, labels.classes()).mapToObj(row).toList());
  }

  private void write(String name, List<Group> groups, RunDirectory directory) {
    List<String> numbers = Pictures.numbers(labels.classes());
    int scale = Pictures.scale(shape, PIXELS);
    Pictures.write(directory, name, new Sheet(groups, shape, scale, numbers));
  }

  private FloatMatrix mean(int label) {
    int[] members = labels.members(label);
    double[] sums = new double[shape.size()];
    float[] row = new float[sums.length];
    for (int member : members) {
      samples.copyRow(member, row, 0);
      for (int j = 0; j < sums.length; j++) {
        sums[j] += row[j];
      }
    }
    float[] mean = new float[sums.length];
    for (int j = 0; j < mean.length; j++) {
      mean[j] = (float) (sums[j] / members.length);
    }
    return FloatMatrix.wrap(1, mean.length, mean);
  }

  /** Returns new samples of a class; none of a class found only after the model was trained. */
  private FloatMatrix drawn(Conditional model, int label, RunContext run) {
    return label < model.classes()
        ? model.generate(label, SHOWN, run.random("classes/" + label))
        : FloatMatrix.empty(shape.size());
  }

  /**
   * Returns the samples of any class whose latents are nearest to those of the most representative
   * one.
   */
  private FloatMatrix nearest(FloatMatrix latents, int label) {
    int first = exemplars[label][0];
    double[] squares = new double[latents.rows()];
    for (int i = 0; i < squares.length; i++) {
      for (int j = 0; j < latents.columns(); j++) {
        double difference = latents.get(i, j) - latents.get(first, j);
        squares[i] += difference * difference;
      }
    }
    int[] nearest =
        IntStream.range(0, squares.length)
            .filter(i -> i != first)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> squares[i]))
            .limit(SHOWN)
            .mapToInt(i -> i)
            .toArray();
    return samples.select(nearest).toMatrix();
  }

  /**
   * Draws the decoded mean latent vector of a class, and its neighbourhood along the main
   * directions.
   */
  private void writeTraversals(
      FloatMatrix latents, Decoder decoder, RunDirectory directory, RunContext run) {
    List<MainDirections> classes =
        IntStream.range(0, labels.classes())
            .mapToObj(label -> MainDirections.of(latents.select(some(label)), DIRECTIONS, run))
            .toList();
    List<Group> groups =
        IntStream.range(0, Math.min(DIRECTIONS, latents.columns()))
            .mapToObj(
                at ->
                    group(
                        ordinal(at) + " direction, -2 to 2 s.d.",
                        label -> decoder.decode(along(classes.get(label), at), run)))
            .toList();
    write("traversals.png", groups, directory);
  }

  private static String ordinal(int at) {
    return List.of("widest", "second", "third").get(at);
  }

  private int[] some(int label) {
    int[] members = labels.members(label);
    return Arrays.stream(EvenlySpaced.of(members.length, MEMBERS)).map(i -> members[i]).toArray();
  }

  private static FloatMatrix along(MainDirections directions, int at) {
    double[] mean = directions.mean();
    float[] latents = new float[STEPS * mean.length];
    for (int step = 0; step < STEPS; step++) {
      double deviations = FARTHEST * (2.0 * step / (STEPS - 1) - 1);
      for (int j = 0; j < mean.length; j++) {
        latents[step * mean.length + j] =
            (float) (mean[j] + deviations * directions.deviations().get(at)[j]);
      }
    }
    return FloatMatrix.wrap(STEPS, mean.length, latents);
  }
}
