// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** Computes feature vectors of samples without a trained model. */
public interface FeatureExtractor {
  /**
   * Checks before any work whether features can be extracted from samples of this type. Accepts all
   * types by default.
   *
   * @throws DecipherException if they cannot, with the reason and what to change
   */
  default void check(SampleType type) {}

  /**
   * Returns an encoder for samples of this type, fitted to the given samples if it needs fitting.
   *
   * @param samples the samples to be encoded, (n)
   * @param run provides progress, cancellation and random numbers
   * @throws DecipherException if features cannot be extracted from samples of this type
   */
  Encoder fit(Samples samples, RunContext run);
}
