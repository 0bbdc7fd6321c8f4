// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** The capability of a projection to tell which points were nearest before they were laid out. */
public interface Neighbours {
  /** Returns the nearest other points of a point, nearest first; as many for each. */
  int[] neighbours(int point);
}
