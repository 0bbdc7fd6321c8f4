// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The capability of an encoder to compare two of its vectors by a dissimilarity other than the
 * Euclidean distance, one that discounts small shifts in position or time.
 *
 * <p>Such a dissimilarity is too costly to compute between all pairs, so it is evaluated only
 * between each vector and its neighbours by Euclidean distance.
 */
public interface Comparison {
  /** Returns a comparer for use by a single thread, since it may own working memory. */
  Comparer comparer();

  /** Computes the dissimilarity of two vectors. */
  @FunctionalInterface
  interface Comparer {
    /**
     * Returns the dissimilarity of two vectors.
     *
     * @param first (features), as produced by the encoder
     * @param second likewise
     * @return 0 or more, in the units of the Euclidean distance; symmetric in its arguments
     */
    double distance(float[] first, float[] second);
  }
}
