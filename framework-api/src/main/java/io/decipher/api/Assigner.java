// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The capability of a trained model to say which classes new samples belong to. What does so for
 * points is a {@link PointAssigner}.
 */
public interface Assigner {
  /** Returns whether there are classes to assign to; a model may have learned none. */
  default boolean assigns() {
    return true;
  }

  /**
   * Returns the class of each sample and how firmly it belongs, numbered as the classes found.
   *
   * @param samples (n), of the type this was made for
   * @param run for progress and cancellation
   * @throws DecipherException if the samples are of another type
   */
  FoundClasses assign(Samples samples, RunContext run);
}
