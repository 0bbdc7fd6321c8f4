// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** Finds groups among points; their number is never given. */
public interface Clusterer {
  /**
   * Returns the groups found.
   *
   * @param points (n x d), finite
   * @param run for progress, cancellation and random numbers
   */
  ClusterModel fit(FloatMatrix points, RunContext run);
}
