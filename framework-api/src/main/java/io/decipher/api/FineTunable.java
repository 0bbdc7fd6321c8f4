// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import org.apiguardian.api.API;

/**
 * The capability of a trained model to learn labels of a few samples by its own encoder: a linear
 * head is put on the latents, and learns alone or with the encoder (fine-tuning).
 *
 * <p>The labels are an input that a person gives to {@code decipher label}; no run learns from
 * them, and the model itself stays as it is.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface FineTunable {
  /** Which weights learn, and where they begin. */
  enum Start {
    /** The encoder stays as it was learned without labels; the head learns alone. */
    FROZEN,
    /** The head begins where {@link #FROZEN} ends, and the encoder's weights go on with it. */
    UNFROZEN,
    /** All weights begin where those of an untrained net do: what the encoder is worth shows. */
    SCRATCH
  }

  /**
   * Learns labels of some samples, and tells those of others.
   *
   * @param samples (n) to tell labels of, of the type this was made for
   * @param few (m) that have a label, m of 2 or more, of the same type
   * @param labels of those, (m), none of them noise
   * @param start which weights learn, and where they begin
   * @param run for progress, cancellation and random numbers
   * @return the probability of each label, (n x {@code labels.classes()}); row i depends on sample
   *     i and on the few alone
   */
  FloatMatrix labelProbabilities(
      Samples samples, Samples few, Labels labels, Start start, RunContext run);
}
