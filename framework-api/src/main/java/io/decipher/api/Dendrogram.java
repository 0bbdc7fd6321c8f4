// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** The capability of a cluster model to show which clusters part from which, at which density. */
public interface Dendrogram {
  /** Returns the tree that the model's classes were taken from. */
  ClusterTree tree();

  /**
   * Returns the tree at another smallest class size; all other settings stay.
   *
   * @param minClusterSize 2 or more
   */
  ClusterTree tree(int minClusterSize);
}
