// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.pca;

import io.decipher.numerics.PrincipalComponents.Solver;

/**
 * Builds {@link Pca} by names.
 *
 * <p>What is not said is as in a configuration. Not thread-safe.
 */
public final class PcaBuilder {
  private int dimensions = 64;
  private boolean whiten;
  private Solver solver = Solver.AUTO;

  PcaBuilder() {}

  /** Sets the directions kept, 1 or more; clipped to what there is. */
  public PcaBuilder dimensions(int value) {
    dimensions = value;
    return this;
  }

  /** Sets whether each is scaled to unit variance. */
  public PcaBuilder whiten(boolean value) {
    whiten = value;
    return this;
  }

  /** Sets how the directions are found. */
  public PcaBuilder solver(Solver value) {
    solver = value;
    return this;
  }

  /**
   * Returns it.
   *
   * @throws IllegalArgumentException if a setting is out of range, naming it
   */
  public Pca build() {
    return new Pca(dimensions, whiten, solver);
  }
}
