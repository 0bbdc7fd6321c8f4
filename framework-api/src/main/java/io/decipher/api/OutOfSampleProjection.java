// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** A projection that can place points it was not fitted to (an out-of-sample extension). */
public interface OutOfSampleProjection extends Projection {
  /**
   * Returns where new points lie among those fitted.
   *
   * @param points (n x d), finite, with as many columns as what was fitted
   * @param run for progress and cancellation
   * @return (n x dimensions); row i depends on point i alone
   * @throws DecipherException if the points do not have the columns that were fitted
   */
  FloatMatrix project(FloatMatrix points, RunContext run);
}
