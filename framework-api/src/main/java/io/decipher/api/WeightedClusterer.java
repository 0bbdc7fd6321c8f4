// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** The capability of a clusterer to weight points. */
public interface WeightedClusterer {
  /**
   * Returns the groups found, with one label per point whatever its weight.
   *
   * @param points (n x d), finite
   * @param weights (n), finite and above 0; a point of weight 3 is equivalent to three equal points
   * @param run provides progress, cancellation and random numbers
   * @throws DecipherException if a value is not finite, or a weight not finite and positive, with
   *     its row
   */
  ClusterModel fit(FloatMatrix points, double[] weights, RunContext run);
}
