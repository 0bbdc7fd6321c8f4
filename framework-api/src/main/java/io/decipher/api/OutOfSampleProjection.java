// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** A projection that can also place points that it was not fitted to (out-of-sample extension). */
public interface OutOfSampleProjection extends Projection {
  /**
   * Projects new points into the fitted layout.
   *
   * @param points (n x d), finite, with as many columns as the fitted points
   * @param run provides progress and cancellation
   * @return (n x dimensions); row i depends only on point i
   * @throws IllegalArgumentException if the number of columns differs from that of the fitted
   *     points
   */
  FloatMatrix project(FloatMatrix points, RunContext run);
}
