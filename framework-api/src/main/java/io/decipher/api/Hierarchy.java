// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** The capability of a cluster model to be cut again at another resolution, without a new fit. */
public interface Hierarchy {
  /**
   * Returns the classes at another smallest class size; all other settings stay.
   *
   * @param minClusterSize 2 or more
   */
  FoundClasses cut(int minClusterSize);
}
