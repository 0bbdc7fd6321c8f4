// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The capability of an encoder to say how different two of its vectors are by more than the
 * distance between them: what may have moved a little, or come a little later, counts for less.
 *
 * <p>Such a distance is too costly between all pairs, and is asked for between each vector and
 * those that are near it by Euclidean distance.
 */
public interface Comparison {
  /** Returns a way to compare vectors; one thread's own, for it may keep space to work in. */
  Comparer comparer();

  /** Compares vectors. */
  @FunctionalInterface
  interface Comparer {
    /**
     * Returns how different two vectors are.
     *
     * @param first (features), as the encoder made it
     * @param second likewise
     * @return 0 or more, in the units of the Euclidean distance; the same in either order
     */
    double distance(float[] first, float[] second);
  }
}
