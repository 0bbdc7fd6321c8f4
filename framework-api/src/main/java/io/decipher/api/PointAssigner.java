// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The capability of a cluster model to assign points that it was not fitted to. The equivalent for
 * samples is {@link Assigner}.
 */
@FunctionalInterface
public interface PointAssigner {
  /**
   * Returns the class of each point and its membership strength. Classes are numbered as those
   * found.
   *
   * @param points (n x d), finite, with as many columns as the fitted points
   * @param run provides progress and cancellation
   * @throws DecipherException if the number of columns differs from that of the fitted points
   */
  FoundClasses assign(FloatMatrix points, RunContext run);
}
