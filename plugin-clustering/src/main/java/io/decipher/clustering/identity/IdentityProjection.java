// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.identity;

import io.decipher.api.FloatMatrix;
import io.decipher.api.OutOfSampleProjection;
import io.decipher.api.Persistable;
import io.decipher.api.RunContext;
import io.decipher.clustering.internal.common.ArrayFiles;
import io.decipher.clustering.internal.common.ArrayFiles.Content;
import io.decipher.numerics.Points;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Points, unchanged, as returned by {@link Identity}; new points are not changed either. */
public final class IdentityProjection implements OutOfSampleProjection, Persistable {
  private static final String KIND = "identity";
  private static final int FORMAT = 1;

  private final FloatMatrix points;

  IdentityProjection(FloatMatrix points) {
    this.points = points;
  }

  /** The shape of the fitted points. */
  record Facts(int rows, int columns) {
    Facts {
      if (rows < 0 || columns < 0) {
        throw new IllegalArgumentException("rows and columns must be at least 0");
      }
    }
  }

  @Override
  public void save(Path directory) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("rows", Integer.toString(points.rows()));
    facts.put("columns", Integer.toString(points.columns()));
    ArrayFiles.write(directory, KIND, FORMAT, facts, Map.of("points", Content.of(points)));
  }

  static IdentityProjection restore(Path directory) throws IOException {
    ArrayFiles files = ArrayFiles.read(directory, KIND, FORMAT);
    Facts facts = files.facts(Facts.class);
    return new IdentityProjection(files.floats("points", facts.rows, facts.columns));
  }

  @Override
  public FloatMatrix points() {
    return points;
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
    if (samples.columns() != points.columns()) {
      throw new IllegalArgumentException(
          "identity was fitted to points of "
              + points.columns()
              + " columns, but these have "
              + samples.columns());
    }
    Points.requireFinite(samples, "identity");
    return samples;
  }
}
