// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The capability of a generative model to be tested on one batch before a full run: it lists its
 * layers, overfits one batch and reports what looks wrong.
 *
 * <p>A network that cannot overfit a few samples will not learn many, so this finds most mistakes
 * in an architecture or a training recipe within seconds.
 */
public interface Checkable {
  /**
   * Tests the model on one batch; takes some seconds, at most a minute.
   *
   * @param set what the run would be trained on; samples that the model cannot be trained on are
   *     reported as a finding, not thrown as an error
   * @param run provides progress, cancellation and random numbers
   * @throws DecipherException if the model cannot be built for such samples at all
   */
  ModelCheck check(TrainingSet set, RunContext run);
}
