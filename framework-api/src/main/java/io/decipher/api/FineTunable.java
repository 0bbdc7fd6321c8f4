// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import org.apiguardian.api.API;

/**
 * The capability of a trained model to learn labels from a few samples through its own encoder: a
 * linear head is added to the latents and trained alone (linear probing) or together with the
 * encoder (fine-tuning).
 *
 * <p>The labels are an input that a person passes to {@code decipher label}; no run is trained on
 * them, and the model itself is not changed.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface FineTunable {
  /** Which weights are trained, and from which initial values. */
  enum Start {
    /** The encoder keeps its pretrained weights; only the head is trained. */
    FROZEN,
    /** Starts from the result of {@link #FROZEN} and trains the head and the encoder together. */
    UNFROZEN,
    /**
     * Trains all weights from random initial values, as a baseline that shows the benefit of
     * pretraining.
     */
    SCRATCH
  }

  /**
   * Trains on the labels of some samples and predicts those of others.
   *
   * @param samples (n) to predict labels of, of the type this was made for
   * @param few (m) labelled samples, m at least 2, of the same type
   * @param labels the labels of those, (m), none of them noise
   * @param start which weights are trained, and from which initial values
   * @param run provides progress, cancellation and random numbers
   * @return the probability of each label, (n x {@code labels.classes()}); row i depends only on
   *     sample i and the labelled samples
   */
  FloatMatrix labelProbabilities(
      Samples samples, Samples few, Labels labels, Start start, RunContext run);
}
