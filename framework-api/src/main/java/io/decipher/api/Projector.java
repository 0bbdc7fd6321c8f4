// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** Embeds points in fewer dimensions, for example by UMAP or PCA. */
public interface Projector {
  /**
   * Returns the embedding of {@code points}.
   *
   * @param points (n x d), finite
   * @param run provides progress, cancellation and random numbers
   */
  Projection fit(FloatMatrix points, RunContext run);
}
