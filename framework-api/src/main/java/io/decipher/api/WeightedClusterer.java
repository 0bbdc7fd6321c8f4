// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** The capability of a clusterer to let points count more than once, or less. */
public interface WeightedClusterer {
  /**
   * Returns the groups found, one label a point all the same.
   *
   * @param points (n x d), finite
   * @param weights (n), finite and above 0; a point of weight 3 counts as three equal points
   * @param run for progress, cancellation and random numbers
   * @throws DecipherException if a value or a weight is not so, naming its row
   */
  ClusterModel fit(FloatMatrix points, double[] weights, RunContext run);
}
