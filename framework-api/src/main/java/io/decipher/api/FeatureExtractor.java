// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** Makes feature vectors out of samples without a trained model. */
public interface FeatureExtractor {
  /**
   * Checks what can be known before any work: whether samples of this type have such features.
   * Accepts all by default.
   *
   * @throws DecipherException if they have not, with the reason and what to change
   */
  default void check(SampleType type) {}

  /**
   * Returns an encoder for samples of the type of these, set up from them where it needs that.
   *
   * @param samples what is to be encoded, (n)
   * @param run for progress, cancellation and random numbers
   * @throws DecipherException if samples of this type have no such features
   */
  Encoder fit(Samples samples, RunContext run);
}
