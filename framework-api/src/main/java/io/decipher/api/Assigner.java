// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The capability of a trained model to assign new samples to classes. The equivalent for points is
 * {@link PointAssigner}.
 */
public interface Assigner {
  /**
   * Returns whether the model has classes to assign samples to; it may have been trained without.
   */
  default boolean assigns() {
    return true;
  }

  /**
   * Returns the class of each sample and its membership strength. Classes are numbered as those
   * found.
   *
   * @param samples (n), of the type this was made for
   * @param run provides progress and cancellation
   * @throws DecipherException if the samples are of another type
   */
  FoundClasses assign(Samples samples, RunContext run);
}
