// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** Finds groups among points; the number of groups is not given. */
public interface Clusterer {
  /**
   * Returns the groups found.
   *
   * @param points (n x d), finite
   * @param run provides progress, cancellation and random numbers
   */
  ClusterModel fit(FloatMatrix points, RunContext run);
}
