// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** A recipe for training a model that learns the distribution of samples and generates new ones. */
public interface GenerativeModel extends Loader<TrainedModel> {
  /**
   * Checks before any work whether the model can be trained on samples of this type, and whether
   * this machine provides what training needs. Accepts all types by default.
   *
   * @throws DecipherException if training would fail, with the reason and what to change
   */
  default void check(SampleType type) {}

  /**
   * Trains a model, which the caller must close.
   *
   * @param set the data to train on
   * @param run provides progress, epoch metrics, cancellation and random numbers
   * @throws DecipherException if training diverges (the loss is not finite), with the step and what
   *     to change
   */
  TrainedModel train(TrainingSet set, RunContext run);
}
