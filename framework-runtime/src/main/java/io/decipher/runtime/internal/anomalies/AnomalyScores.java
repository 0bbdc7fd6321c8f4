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
 * Anomaly scores of samples relative to normal ones, by every measure that a model supports. A
 * higher score is more anomalous.
 *
 * <ul>
 *   <li>{@code reconstruction}: the mean squared reconstruction error of the model.
 *   <li>those of the model's own {@link NoveltyScores}, such as {@code density}: how unlikely its
 *       latents are under the distribution from which new samples are drawn.
 *   <li>{@code neighbours}: the distance to the third-nearest normal sample, between directions of
 *       latents.
 *   <li>{@code classes}: the distance to the third-nearest member of the nearest found class, by
 *       {@link ClassDirections}, as one-class classification by each class.
 * </ul>
 */
public final class AnomalyScores {
  /** The reconstruction error. */
  public static final String RECONSTRUCTION = "reconstruction";

  /** The distance to neighbours in latent space. */
  public static final String NEIGHBOURS = "neighbours";

  /** The distance to the classes found. */
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
   * Fits the scores to normal samples.
   *
   * @param model a model trained on such samples
   * @param usual (n), prepared, n at least 2
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

  /** Returns the names of the scores, in order; empty if the model supports none. */
  public List<String> names() {
    return names;
  }

  /**
   * Scores samples.
   *
   * @param samples (n), prepared
   * @param self the index of each among the normal samples, -1 if it is none of them, (n)
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
