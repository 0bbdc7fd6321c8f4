// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** A recipe for a model that learns what samples look like and draws new ones. */
public interface GenerativeModel extends Loader<TrainedModel> {
  /**
   * Checks what can be known before any work: whether samples of this type can be learnt, and
   * whether this machine has what training needs. Accepts all by default.
   *
   * @throws DecipherException if training would fail, with the reason and what to change
   */
  default void check(SampleType type) {}

  /**
   * Trains the model; the caller closes it.
   *
   * @param set what to learn from
   * @param run for progress, epoch metrics, cancellation and random numbers
   * @throws DecipherException if training breaks down (a loss that is not finite), saying at which
   *     step and what to change
   */
  TrainedModel train(TrainingSet set, RunContext run);
}
