// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.pca;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.OutOfSampleProjection;
import io.decipher.api.Persistable;
import io.decipher.api.RunContext;
import io.decipher.clustering.internal.common.ArrayFiles;
import io.decipher.clustering.internal.common.ArrayFiles.Content;
import io.decipher.numerics.LinearMap;
import io.decipher.numerics.Points;
import io.decipher.numerics.PrincipalComponents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The principal component scores computed by {@link Pca}; also projects new points. */
public final class PcaProjection implements OutOfSampleProjection, Persistable {
  private static final String KIND = "pca";
  private static final int FORMAT = 1;
  private static final double EPSILON = 0x1p-52;

  private final FloatMatrix points;
  private final double[] mean; // (d)
  private final double[][] directions; // (kept x d), orthonormal
  private final double[] variances; // (kept)
  private final LinearMap map;

  private final boolean whiten;

  private PcaProjection(
      FloatMatrix points,
      double[] mean,
      double[][] directions,
      double[] variances,
      boolean whiten) {
    this.points = points;
    this.mean = mean;
    this.directions = directions;
    this.variances = variances;
    this.whiten = whiten;
    double[][] scaled = directions;
    if (whiten) {
      scaled = new double[directions.length][mean.length];
      for (int c = 0; c < scaled.length; c++) {
        boolean varies = variances[c] > variances[0] * EPSILON * mean.length;
        double scale = varies ? 1 / Math.sqrt(variances[c]) : 0;
        for (int j = 0; j < mean.length; j++) {
          scaled[c][j] = directions[c][j] * scale;
        }
      }
    }
    map = new LinearMap(mean, scaled);
  }

  static PcaProjection of(
      FloatMatrix fitted, PrincipalComponents components, boolean whiten, RunContext run) {
    double[] mean = components.mean();
    double[][] directions = components.directions();
    double[] variances = components.variances();
    FloatMatrix none = FloatMatrix.empty(directions.length);
    FloatMatrix points =
        new PcaProjection(none, mean, directions, variances, whiten).project(fitted, run);
    return new PcaProjection(points, mean, directions, variances, whiten);
  }

  /** The shape and settings of a fit. */
  record Facts(int rows, int columns, int kept, boolean whiten) {
    Facts {
      if (rows < 0 || columns < 0 || kept < 0) {
        throw new IllegalArgumentException("rows, columns and kept must be at least 0");
      }
    }
  }

  @Override
  public void save(Path directory) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("rows", Integer.toString(points.rows()));
    facts.put("columns", Integer.toString(mean.length));
    facts.put("kept", Integer.toString(directions.length));
    facts.put("whiten", Boolean.toString(whiten));
    Map<String, Content> arrays = new LinkedHashMap<>();
    arrays.put("points", Content.of(points));
    arrays.put("mean", Content.of(mean));
    arrays.put(
        "directions",
        Content.of(Arrays.stream(directions).flatMapToDouble(Arrays::stream).toArray()));
    arrays.put("variances", Content.of(variances));
    ArrayFiles.write(directory, KIND, FORMAT, facts, arrays);
  }

  static PcaProjection restore(Path directory, Pca settings) throws IOException {
    ArrayFiles files = ArrayFiles.read(directory, KIND, FORMAT);
    Facts facts = files.facts(Facts.class);
    int kept = Math.min(settings.dimensions(), Math.min(facts.rows, facts.columns));
    if (facts.kept != kept || facts.whiten != settings.whiten()) {
      throw new DecipherException(
          files.manifest()
              + ": was fitted to keep "
              + facts.kept
              + " directions with whiten = "
              + facts.whiten
              + ", but the settings given keep "
              + kept
              + " with whiten = "
              + settings.whiten()
              + "; use the settings that it was fitted with, or fit again");
    }
    FloatMatrix points = files.floats("points", facts.rows, kept);
    // Without points there is no mean.
    double[] mean =
        facts.rows == 0
            ? files.doubles("mean", facts.columns)
            : finite(files, "mean", facts.columns);
    long length = (long) kept * facts.columns;
    if (length > Integer.MAX_VALUE) {
      throw new DecipherException(
          files.manifest()
              + ": says "
              + kept
              + " directions in "
              + facts.columns
              + " columns, more than an array holds");
    }
    double[] flat = finite(files, "directions", (int) length);
    double[] variances = finite(files, "variances", kept);
    double[][] directions = new double[kept][];
    Arrays.setAll(
        directions, c -> Arrays.copyOfRange(flat, c * facts.columns, (c + 1) * facts.columns));
    return new PcaProjection(points, mean, directions, variances, facts.whiten);
  }

  private static double[] finite(ArrayFiles files, String name, int length) throws IOException {
    double[] values = files.doubles(name, length);
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new DecipherException(
            files.manifest() + ": in " + name + ": found " + value + "; expected finite numbers");
      }
    }
    return values;
  }

  @Override
  public FloatMatrix points() {
    return points;
  }

  /** Returns the variance of each component, (kept), descending. */
  public double[] explainedVariance() {
    return variances.clone();
  }

  /** Returns the mean of the fitted points, (d). */
  public double[] mean() {
    return mean.clone();
  }

  /** Returns the directions of the components, (kept x d), orthonormal. */
  public FloatMatrix directions() {
    float[] values = new float[directions.length * mean.length];
    for (int at = 0; at < values.length; at++) {
      values[at] = (float) directions[at / mean.length][at % mean.length];
    }
    return FloatMatrix.wrap(directions.length, mean.length, values);
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.decipher.api.DecipherException if a value is not finite
   * @throws IllegalArgumentException if the number of columns differs from that of the fitted
   *     points
   */
  @Override
  public FloatMatrix project(FloatMatrix samples, RunContext run) {
    int d = mean.length;
    if (samples.columns() != d) {
      throw new IllegalArgumentException(
          "pca was fitted to points of " + d + " columns, but these have " + samples.columns());
    }
    Points.requireFinite(samples, "pca");
    return map.apply(samples, run);
  }
}
