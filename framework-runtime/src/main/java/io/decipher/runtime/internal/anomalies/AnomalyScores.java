// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.anomalies;

import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.NoveltyScores;
import io.decipher.api.ReconstructionModel;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import io.decipher.runtime.internal.data.UnitLength;
import io.decipher.runtime.internal.pipeline.ReconstructionErrors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How unlike usual samples others are, by all that a model can say of it. Higher is stranger.
 *
 * <ul>
 *   <li>{@code reconstruction}: the mean squared error of what the model decodes of a sample.
 *   <li>what the model's own {@link NoveltyScores} name, such as {@code density}: how unlikely its
 *       latents are to the distribution that new samples are drawn from.
 *   <li>{@code neighbours}: the distance to the third-nearest usual sample, by directions of
 *       latents.
 *   <li>{@code classes}: the distance to the third-nearest member of the nearest found class, by
 *       {@link ClassDirections}: a description of each class by its own members, one class each.
 * </ul>
 */
public final class AnomalyScores {
  /** The error of the reconstruction. */
  public static final String RECONSTRUCTION = "reconstruction";

  /** By neighbours in the latent space. */
  public static final String NEIGHBOURS = "neighbours";

  /** By the found classes. */
  public static final String CLASSES = "classes";

  private final TrainedModel model;
  private final Optional<NeighbourDistance> neighbours;
  private final Optional<ClassDirections> directions;
  private final Optional<NeighbourDistance> classes;
  private final List<String> names;

  private AnomalyScores(
      TrainedModel model,
      Optional<NeighbourDistance> neighbours,
      Optional<ClassDirections> directions,
      Optional<NeighbourDistance> classes) {
    this.model = model;
    this.neighbours = neighbours;
    this.directions = directions;
    this.classes = classes;
    List<String> all = new ArrayList<>();
    if (model instanceof ReconstructionModel) {
      all.add(RECONSTRUCTION);
    }
    if (model instanceof NoveltyScores scores) {
      all.addAll(scores.noveltyMeasures());
    }
    neighbours.ifPresent(any -> all.add(NEIGHBOURS));
    classes.ifPresent(any -> all.add(CLASSES));
    this.names = List.copyOf(all);
  }

  /**
   * Learns what is usual.
   *
   * @param model that has learned from such samples
   * @param usual (n), prepared, n of 2 or more
   * @param found the class of each of them, if a run found any
   */
  public static AnomalyScores of(
      TrainedModel model, Samples usual, Optional<Labels> found, RunContext run) {
    if (!(model instanceof Encoder encoder)) {
      return new AnomalyScores(model, Optional.empty(), Optional.empty(), Optional.empty());
    }
    FloatMatrix latents = encoder.encode(usual, run);
    Optional<Labels> classes =
        found.filter(labels -> Arrays.stream(labels.sizes()).filter(size -> size > 1).count() > 1);
    Optional<ClassDirections> directions =
        classes.map(labels -> ClassDirections.of(latents, labels));
    return new AnomalyScores(
        model,
        Optional.of(NeighbourDistance.among(UnitLength.of(latents))),
        directions,
        directions.map(
            all -> NeighbourDistance.among(all.of(latents, run), classes.orElseThrow())));
  }

  /** Returns what the scores are called, in order; none if the model can say nothing. */
  public List<String> names() {
    return names;
  }

  /**
   * Scores samples.
   *
   * @param samples (n), prepared
   * @param self which of the usual samples each is, -1 for none, (n)
   * @return (n x scores)
   */
  public FloatMatrix of(Samples samples, int[] self, RunContext run) {
    List<double[]> columns = new ArrayList<>();
    if (model instanceof ReconstructionModel able) {
      columns.add(ReconstructionErrors.ofModel(able, samples, run));
    }
    if (model instanceof NoveltyScores scores) {
      FloatMatrix own = scores.noveltyScores(samples, run);
      for (int j = 0; j < own.columns(); j++) {
        columns.add(column(own, j));
      }
    }
    if (neighbours.isPresent() && model instanceof Encoder encoder) {
      FloatMatrix latents = encoder.encode(samples, run);
      columns.add(neighbours.get().of(UnitLength.of(latents), self, run));
      if (classes.isPresent() && directions.isPresent()) {
        columns.add(classes.get().of(directions.get().of(latents, run), self, run));
      }
    }
    float[] values = new float[samples.count() * columns.size()];
    for (int j = 0; j < columns.size(); j++) {
      for (int i = 0; i < samples.count(); i++) {
        values[i * columns.size() + j] = (float) columns.get(j)[i];
      }
    }
    return FloatMatrix.wrap(samples.count(), columns.size(), values);
  }

  private static double[] column(FloatMatrix matrix, int j) {
    double[] column = new double[matrix.rows()];
    for (int i = 0; i < column.length; i++) {
      column[i] = matrix.get(i, j);
    }
    return column;
  }
}
