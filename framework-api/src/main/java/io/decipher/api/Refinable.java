// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** The capability of a trained model to continue training. */
public interface Refinable {
  /**
   * Returns a model trained further from this one's weights; this model is not changed. The caller
   * must close both.
   *
   * @param set samples of the type this was trained on, with the classes found since
   */
  TrainedModel refine(TrainingSet set, RunContext run);
}
