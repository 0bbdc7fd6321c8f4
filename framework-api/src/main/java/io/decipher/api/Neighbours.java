// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** The capability of a projection to return the nearest neighbours in the original space. */
public interface Neighbours {
  /**
   * Returns the nearest neighbours of a point, without itself, nearest first; the same number for
   * each point.
   */
  int[] neighbours(int point);
}
