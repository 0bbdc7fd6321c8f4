// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** The capability of a cluster model to provide its condensed cluster tree. */
public interface Dendrogram {
  /** Returns the tree from which the model's classes were selected. */
  ClusterTree tree();

  /**
   * Returns the tree for another minimum cluster size; all other settings remain.
   *
   * @param minClusterSize 2 or more
   */
  ClusterTree tree(int minClusterSize);
}
