// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.Comparison;
import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.PluginResults;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.runtime.internal.config.ContextSettings;
import io.decipher.runtime.internal.config.FeatureEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Computes the entries of {@code features}, scales each, and concatenates them. */
public final class Features {
  private Features() {}

  /**
   * Returns the features of all samples.
   *
   * @param entries the features to compute
   * @param samples (n), preprocessed
   * @param model the encoder for {@code latent} entries
   * @param found the classes for {@code context} entries
   * @param nuisance the attributes on which classes must not depend
   * @return (n x the sum of the entries' sizes); the columns of each entry have a total variance of
   *     1
   */
  public static FeatureSpace of(
      List<FeatureEntry> entries,
      Samples samples,
      Optional<Encoder> model,
      Optional<Labels> found,
      Nuisance nuisance,
      RunContext run) {
    List<FloatMatrix> parts = new ArrayList<>();
    List<FeatureSpace.Compared> compared = new ArrayList<>();
    int columns = 0;
    for (FeatureEntry entry : entries) {
      if (entry.context().isPresent()) {
        FloatMatrix context = context(entry.context().get(), samples, found);
        parts.add(context);
        columns += context.columns();
        continue;
      }
      Encoder encoder =
          entry
              .extractor()
              .map(
                  extractor ->
                      PluginResults.there(
                          extractor.fit(samples, run), extractor, "fit", "an encoder"))
              .or(() -> model)
              .orElseThrow(
                  () ->
                      new IllegalStateException("'latent' needs a model that was trained before"));
      if (entry.extractor().isPresent() && samples.count() > 0) {
        int width = encoder.encode(samples.slice(0, 1), RunContext.seeded(0)).columns();
        new MemoryForecast().requireFits(entry.name(), samples.count(), width);
      }
      FloatMatrix encoded =
          PluginResults.rows(encoder.encode(samples, run), encoder, "features", samples.count());
      FloatMatrix centred = nuisance.takenOff(entry.normalized() ? normalized(encoded) : encoded);
      FloatMatrix reduced =
          entry
              .projector()
              .map(
                  projector ->
                      PluginResults.projection(
                              projector.fit(centred, run), projector, centred.rows())
                          .points())
              .orElse(centred);
      float scale = scale(reduced, entry.name());
      parts.add(scaled(reduced, scale));
      if (encoder instanceof Comparison comparison) {
        compared.add(
            new FeatureSpace.Compared(
                centred, comparison, scale, columns, columns + reduced.columns()));
      }
      columns += reduced.columns();
    }
    return new FeatureSpace(beside(parts), compared, nuisance.groups());
  }

  /** Returns the context of each sample, scaled to a total variance of its weight. */
  private static FloatMatrix context(
      ContextSettings settings, Samples samples, Optional<Labels> found) {
    Labels classes =
        found.orElseThrow(() -> new IllegalStateException("'context' needs classes found before"));
    FloatMatrix vectors = SequenceContext.of(samples, settings).vectors(classes);
    float weight = (float) Math.sqrt(settings.weight());
    return scaled(vectors, weight * scale(vectors, FeatureEntry.CONTEXT));
  }

  /** Scales each row to length 1; rows of zeros are kept. */
  private static FloatMatrix normalized(FloatMatrix matrix) {
    int columns = matrix.columns();
    float[] values = matrix.toArray();
    for (int row = 0; row < values.length; row += columns) {
      double square = 0;
      for (int j = row; j < row + columns; j++) {
        square += (double) values[j] * values[j];
      }
      float scale = square > 0 ? (float) (1 / Math.sqrt(square)) : 0;
      for (int j = row; j < row + columns; j++) {
        values[j] *= scale;
      }
    }
    return FloatMatrix.wrap(matrix.rows(), columns, values);
  }

  /** Returns the reciprocal root of the total variance, by which entries get equal weight. */
  private static float scale(FloatMatrix matrix, String name) {
    int columns = matrix.columns();
    float[] values = matrix.toArray();
    double[] mean = new double[columns];
    for (int i = 0; i < values.length; i++) {
      mean[i % columns] += values[i];
    }
    for (int j = 0; j < columns; j++) {
      mean[j] /= Math.max(1, matrix.rows());
    }
    double variance = 0;
    for (int i = 0; i < values.length; i++) {
      double difference = values[i] - mean[i % columns];
      variance += difference * difference;
    }
    variance /= Math.max(1, matrix.rows());
    if (!Double.isFinite(variance)) {
      throw new DecipherException(
          "the features '"
              + name
              + "' contain values that are not finite; check the samples, or leave '"
              + name
              + "' out of decipher.features");
    }
    return variance > 0 ? (float) (1 / Math.sqrt(variance)) : 1;
  }

  private static FloatMatrix scaled(FloatMatrix matrix, float scale) {
    float[] values = matrix.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] *= scale;
    }
    return FloatMatrix.wrap(matrix.rows(), matrix.columns(), values);
  }

  private static FloatMatrix beside(List<FloatMatrix> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    int rows = parts.get(0).rows();
    int columns = parts.stream().mapToInt(FloatMatrix::columns).sum();
    float[] values = new float[Math.multiplyExact(rows, columns)];
    int offset = 0;
    for (FloatMatrix part : parts) {
      for (int i = 0; i < rows; i++) {
        part.copyRows(i, 1, values, i * columns + offset);
      }
      offset += part.columns();
    }
    return FloatMatrix.wrap(rows, columns, values);
  }
}
