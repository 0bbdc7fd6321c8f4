// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Neighbours;
import io.decipher.api.OutOfSampleProjection;
import io.decipher.api.Persistable;
import io.decipher.api.RunContext;
import io.decipher.clustering.internal.common.ArrayFiles;
import io.decipher.clustering.internal.common.ArrayFiles.Content;
import io.decipher.numerics.Metric;
import io.decipher.numerics.NearestNeighbours;
import io.decipher.numerics.Parallel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layout computed by {@link Umap}, in which new points can be placed.
 *
 * <p>It keeps the fitted points, with which new points are compared.
 */
public final class UmapProjection implements OutOfSampleProjection, Neighbours, Persistable {
  private static final String KIND = "umap";
  private static final int FORMAT = 1;
  private static final String FITTED = "fitted"; // (n x d)
  private static final String PLACES = "places"; // (n x dimensions)

  private static final int TASK = 64;

  private final Umap umap;
  private final FloatMatrix fitted; // (n x d), of unit length if the metric is cosine
  private final FloatMatrix points; // (n x dimensions)
  private @Nullable NearestNeighbours nearest; // of the fitted points; computed if not known

  UmapProjection(
      Umap umap, FloatMatrix fitted, FloatMatrix points, @Nullable NearestNeighbours nearest) {
    this.umap = umap;
    this.fitted = fitted;
    this.points = points;
    this.nearest = nearest;
  }

  /** Returns the nearest other points of a point in the original space, nearest first. */
  @Override
  public int[] neighbours(int point) {
    return nearest().others(point);
  }

  private synchronized NearestNeighbours nearest() {
    if (nearest == null) {
      int count = Math.min(umap.neighbours(), fitted.rows());
      nearest = NearestNeighbours.of(fitted, count, RunContext.seeded(0));
    }
    return nearest;
  }

  /** Returns the position of each point, (n x dimensions), in units of the layout. */
  @Override
  public FloatMatrix points() {
    return points;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A point that equals a fitted one gets the position of that one, or of the first of several.
   * Any other point starts at the mean of its neighbours' positions, weighted by membership
   * strengths, and is optimised as in the fit, while the fitted points stay fixed. The position
   * depends only on the point and the run's seed, and all points share the same random repelling
   * points, so similar points get similar positions.
   *
   * @throws io.decipher.api.DecipherException if a value is not finite
   * @throws IllegalArgumentException if the number of columns differs from that of the fitted
   *     points
   * @implNote O(m n d) time for m samples, O(m neighbours) memory
   */
  @Override
  public FloatMatrix project(FloatMatrix samples, RunContext run) {
    if (samples.columns() != fitted.columns()) {
      throw new IllegalArgumentException(
          "umap was fitted to points of "
              + fitted.columns()
              + " columns, but these have "
              + samples.columns());
    }
    FloatMatrix compared = umap.compared(samples);
    int m = compared.rows();
    float[] places = new float[Math.multiplyExact(m, points.columns())];
    int others = Math.min(umap.neighbours() - 1, fitted.rows());
    if (others > 0) {
      NearestNeighbours nearest = NearestNeighbours.exact(compared, fitted, others, run);
      UmapPlacement placement = new UmapPlacement(umap, points, run.seed("umap/placement"));
      Parallel.blocks(
          m,
          TASK,
          run,
          "placement",
          0,
          1,
          (start, end) -> {
            for (int i = start; i < end; i++) {
              placement.place(nearest, i, places);
            }
          });
    }
    return FloatMatrix.wrap(m, points.columns(), places);
  }

  @Override
  public void save(Path directory) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("rows", Integer.toString(fitted.rows()));
    facts.put("columns", Integer.toString(fitted.columns()));
    facts.put("dimensions", Integer.toString(points.columns()));
    facts.put("metric", name(umap.metric()));
    Map<String, Content> arrays = new LinkedHashMap<>();
    arrays.put(FITTED, Content.of(fitted));
    arrays.put(PLACES, Content.of(points));
    ArrayFiles.write(directory, KIND, FORMAT, facts, arrays);
  }

  record Facts(int rows, int columns, int dimensions, Metric metric) {}

  static UmapProjection restore(Umap umap, Path directory) throws IOException {
    ArrayFiles files = ArrayFiles.read(directory, KIND, FORMAT);
    Facts facts = files.facts(Facts.class);
    if (facts.dimensions != umap.dimensions() || facts.metric != umap.metric()) {
      throw new DecipherException(
          files.manifest()
              + ": was fitted with "
              + described(facts.dimensions, facts.metric)
              + ", but the settings say "
              + described(umap.dimensions(), umap.metric()));
    }
    return new UmapProjection(
        umap,
        files.floats(FITTED, facts.rows, facts.columns),
        files.floats(PLACES, facts.rows, facts.dimensions),
        null);
  }

  private static String described(int dimensions, Metric metric) {
    return "dimensions = " + dimensions + ", metric = " + name(metric);
  }

  private static String name(Metric metric) {
    return metric.name().toLowerCase(Locale.ROOT);
  }
}
