// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.pca;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Loader;
import io.decipher.api.Progress;
import io.decipher.api.Projector;
import io.decipher.api.RunContext;
import io.decipher.numerics.Points;
import io.decipher.numerics.PrincipalComponents;
import io.decipher.numerics.PrincipalComponents.Solver;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Principal component analysis, which keeps the directions of largest variance.
 *
 * <p>The directions are computed by {@link PrincipalComponents}.
 *
 * @param dimensions the number of components kept; at least 1, clipped to the number of points and
 *     of columns
 * @param whiten whether each component is scaled to unit variance
 * @param solver how the components are computed
 * @see <a href="https://doi.org/10.1080/14786440109462720">Pearson 1901</a>
 * @see <a href="https://doi.org/10.1137/090771806">Halko, Martinsson, Tropp 2011</a>
 */
public record Pca(int dimensions, boolean whiten, Solver solver)
    implements Projector, Loader<PcaProjection> {
  /**
   * Returns a builder with default settings.
   *
   * <pre>{@code
   * FloatMatrix scores = Pca.builder().dimensions(2).build().fit(points, run).points();
   * }</pre>
   */
  public static PcaBuilder builder() {
    return new PcaBuilder();
  }

  /** Checks the settings. */
  public Pca {
    if (dimensions < 1) {
      throw new IllegalArgumentException("dimensions must be at least 1, but was " + dimensions);
    }
  }

  @Override
  public PcaProjection load(Path directory) throws IOException {
    return PcaProjection.restore(directory, this);
  }

  /** Creates a PCA that chooses the cheaper solver. */
  public Pca(int dimensions, boolean whiten) {
    this(dimensions, whiten, Solver.AUTO);
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.decipher.api.DecipherException if a value is not finite
   * @implNote the exact solver takes O(n d m + m³) time and O(m²) memory, m the lesser of n and d;
   *     the randomised solver takes O(n d dimensions) time and O(d dimensions) memory. Sums use
   *     double precision, in an order that does not depend on the number of threads
   */
  @Override
  public PcaProjection fit(FloatMatrix points, RunContext run) {
    Points.requireFinite(points, "pca");
    int n = points.rows();
    int d = points.columns();
    int kept = Math.min(dimensions, Math.min(n, d));
    run.step(
        new Progress(
            "pca",
            0,
            kept == dimensions
                ? ""
                : n + " points of " + d + " columns: keeping " + kept + ", not " + dimensions));
    return PcaProjection.of(points, PrincipalComponents.of(points, kept, solver, run), whiten, run);
  }
}
