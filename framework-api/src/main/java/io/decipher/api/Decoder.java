// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** The capability to turn latent vectors back into samples. */
@FunctionalInterface
public interface Decoder {
  /**
   * Returns a sample a latent vector.
   *
   * @param latents (n x latent size)
   * @param run for progress and cancellation
   * @return (n x size), in [0, 1] for images
   */
  FloatMatrix decode(FloatMatrix latents, RunContext run);
}
