// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** The capability of a trained model to go on learning from where it is. */
public interface Refinable {
  /**
   * Returns a model that went on from this one's weights; this one stays as it is. The caller
   * closes both.
   *
   * @param set samples of the type this was trained on, with classes found since
   */
  TrainedModel refine(TrainingSet set, RunContext run);
}
