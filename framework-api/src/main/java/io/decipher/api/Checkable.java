// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The capability of a generative model to be tried on one batch before a run is spent on it: it
 * shows its layers, overfits one batch, and says what looks wrong.
 *
 * <p>A net that cannot overfit a few samples will not learn many: that finds most mistakes of a net
 * or a recipe within seconds.
 */
public interface Checkable {
  /**
   * Tries the model on one batch; some seconds, at most a minute.
   *
   * @param set what the run would learn from; samples that the model cannot learn from are a
   *     finding, not an error
   * @param run for progress, cancellation and random numbers
   * @throws DecipherException if the model cannot be built for such samples at all
   */
  ModelCheck check(TrainingSet set, RunContext run);
}
