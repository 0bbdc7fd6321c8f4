// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The capability to turn samples into points: features, latent means. What lays points out in fewer
 * dimensions is an {@link OutOfSampleProjection}.
 */
@FunctionalInterface
public interface Encoder {
  /**
   * Returns a vector a sample.
   *
   * @param samples (n), of the type this was made for
   * @param run for progress and cancellation
   * @return (n x features); row i depends on sample i alone
   */
  FloatMatrix encode(Samples samples, RunContext run);
}
