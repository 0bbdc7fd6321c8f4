// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** The capability of a cluster model to select classes at another resolution without refitting. */
public interface Hierarchy {
  /**
   * Returns the classes for another minimum cluster size; all other settings remain.
   *
   * @param minClusterSize 2 or more
   */
  FoundClasses cut(int minClusterSize);
}
