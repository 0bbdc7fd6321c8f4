// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.clustering.internal.common.ArrayFiles;
import io.decipher.clustering.internal.common.ArrayFiles.Content;
import io.decipher.clustering.internal.mst.Leaves;
import io.decipher.clustering.internal.mst.SingleLinkageTree;
import io.decipher.numerics.Metric;
import io.decipher.numerics.Points;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The files of a saved model: the edges of its spanning tree in merge order and, if there are any,
 * the points with their core distances. Everything else follows from these and the settings.
 */
final class HdbscanFiles {
  private static final String KIND = "hdbscan";
  private static final int FORMAT = 1;

  private static final String POINTS = "points"; // (n x d)
  private static final String WEIGHTS = "weights"; // (n), if the points are weighted
  private static final String CORE = "core"; // (n)
  private static final String FROM = "from"; // (n - 1)
  private static final String TO = "to"; // (n - 1)
  private static final String DISTANCE = "distance"; // (n - 1)

  private HdbscanFiles() {}

  /**
   * The facts of a fit: the number of points and, if they have coordinates, how they were fitted.
   */
  record Facts(int rows, OptionalInt columns, Optional<Metric> metric, OptionalLong minSamples) {
    Facts {
      if (rows < 0 || columns.orElse(0) < 0) {
        throw new IllegalArgumentException("rows and columns must be at least 0");
      }
    }
  }

  static void write(Path directory, SingleLinkageTree linkage, @Nullable FittedPoints fitted)
      throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    Map<String, Content> arrays = new LinkedHashMap<>();
    facts.put("rows", Integer.toString(linkage.n));
    if (fitted != null) {
      facts.put("columns", Integer.toString(fitted.points.columns()));
      facts.put("metric", name(fitted.metric));
      facts.put("min-samples", Long.toString(fitted.minSamples));
      arrays.put(POINTS, Content.of(fitted.points));
      if (fitted.weights.length > 0) {
        arrays.put(WEIGHTS, Content.of(fitted.weights));
      }
    }
    arrays.put(CORE, Content.of(linkage.leaves.core));
    arrays.put(FROM, Content.of(linkage.from));
    arrays.put(TO, Content.of(linkage.to));
    arrays.put(DISTANCE, Content.of(linkage.distance));
    ArrayFiles.write(directory, KIND, FORMAT, facts, arrays);
  }

  private static String name(Metric metric) {
    return metric.name().toLowerCase(Locale.ROOT);
  }

  static HdbscanModel read(Path directory, Hdbscan settings) throws IOException {
    ArrayFiles files = ArrayFiles.read(directory, KIND, FORMAT);
    Facts facts = files.facts(Facts.class);
    int merges = Math.max(0, facts.rows - 1);
    FittedPoints fitted = points(files, facts, settings);
    Leaves leaves = fitted == null ? Leaves.of(files.doubles(CORE, facts.rows)) : fitted.leaves();
    SingleLinkageTree linkage;
    try {
      linkage =
          SingleLinkageTree.of(
              leaves,
              files.ints(FROM, merges),
              files.ints(TO, merges),
              files.doubles(DISTANCE, merges));
    } catch (IllegalArgumentException e) {
      throw new DecipherException(
          files.manifest() + ": names edges that do not form a tree: " + e.getMessage(), e);
    }
    return new HdbscanModel(settings, linkage, fitted);
  }

  private static @Nullable FittedPoints points(ArrayFiles files, Facts facts, Hdbscan settings)
      throws IOException {
    if (!files.has(POINTS)) {
      return null;
    }
    Metric metric = facts.metric.orElseThrow(() -> lacks(files, "metric"));
    long minSamples = facts.minSamples.orElseThrow(() -> lacks(files, "min-samples"));
    requireSame(files, "metric", name(metric), name(settings.metric()));
    double[] weights = files.has(WEIGHTS) ? files.doubles(WEIGHTS, facts.rows) : new double[0];
    long given =
        weights.length > 0 ? settings.minSamples(weights) : settings.minSamples(facts.rows);
    requireSame(files, "min-samples", Long.toString(minSamples), Long.toString(given));
    int columns = facts.columns.orElseThrow(() -> lacks(files, "columns"));
    FloatMatrix points = files.floats(POINTS, facts.rows, columns);
    Points.requireFinite(points, files.manifest() + ": in " + POINTS);
    if (weights.length > 0) {
      Points.requireWeights(points, weights, files.manifest() + ": in " + WEIGHTS);
    }
    double[] core = files.doubles(CORE, facts.rows);
    for (int row = 0; row < core.length; row++) {
      if (!(core[row] >= 0)) { // infinite for an isolated point
        throw new DecipherException(
            files.manifest()
                + ": in "
                + CORE
                + ": the value at row "
                + row
                + " is "
                + core[row]
                + "; expected a distance");
      }
    }
    return new FittedPoints(points, weights, metric, minSamples, core);
  }

  private static DecipherException lacks(ArrayFiles files, String key) {
    return new DecipherException(files.manifest() + ": has points, but does not say their " + key);
  }

  private static void requireSame(ArrayFiles files, String key, String fitted, String given) {
    if (!fitted.equals(given)) {
      throw new DecipherException(
          files.manifest()
              + ": was fitted with "
              + key
              + " = "
              + fitted
              + ", but the given settings amount to "
              + given
              + "; set "
              + key
              + " = "
              + fitted
              + ", or fit again");
    }
  }
}
