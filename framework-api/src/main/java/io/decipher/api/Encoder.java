// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The capability to map samples to vectors, such as features or latent means. Mapping points to
 * fewer dimensions is {@link OutOfSampleProjection}.
 */
@FunctionalInterface
public interface Encoder {
  /**
   * Encodes samples to one vector each.
   *
   * @param samples (n), of the type this was made for
   * @param run provides progress and cancellation
   * @return (n x features); row i depends only on sample i
   */
  FloatMatrix encode(Samples samples, RunContext run);
}
