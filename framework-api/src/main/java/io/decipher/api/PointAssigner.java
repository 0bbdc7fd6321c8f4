// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The capability of a cluster model to say which class points belong to that it was not fitted to.
 * What does so for samples is an {@link Assigner}.
 */
@FunctionalInterface
public interface PointAssigner {
  /**
   * Returns the class of each point and how firmly it belongs, numbered as the classes found.
   *
   * @param points (n x d), finite, with as many columns as what was fitted
   * @param run for progress and cancellation
   * @throws DecipherException if the points do not have the columns that were fitted
   */
  FoundClasses assign(FloatMatrix points, RunContext run);
}
