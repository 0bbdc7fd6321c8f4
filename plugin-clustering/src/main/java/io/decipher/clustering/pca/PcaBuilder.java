// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.pca;

import io.decipher.numerics.PrincipalComponents.Solver;

/**
 * Builds a {@link Pca} by named settings.
 *
 * <p>Settings that are not set have the defaults of a configuration. Not thread-safe.
 */
public final class PcaBuilder {
  private int dimensions = 64;
  private boolean whiten;
  private Solver solver = Solver.AUTO;

  PcaBuilder() {}

  /** Sets the number of components kept, 1 or more; clipped to the number available. */
  public PcaBuilder dimensions(int value) {
    dimensions = value;
    return this;
  }

  /** Sets whether each component is scaled to unit variance. */
  public PcaBuilder whiten(boolean value) {
    whiten = value;
    return this;
  }

  /** Sets how the components are computed. */
  public PcaBuilder solver(Solver value) {
    solver = value;
    return this;
  }

  /**
   * Returns the projector.
   *
   * @throws IllegalArgumentException if a setting is out of range; names the setting
   */
  public Pca build() {
    return new Pca(dimensions, whiten, solver);
  }
}
