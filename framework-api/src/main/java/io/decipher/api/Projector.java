// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** Lays points out in fewer dimensions: UMAP, PCA. */
public interface Projector {
  /**
   * Returns the layout of {@code points}.
   *
   * @param points (n x d), finite
   * @param run for progress, cancellation and random numbers
   */
  Projection fit(FloatMatrix points, RunContext run);
}
