// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** The capability to decode latent vectors to samples. */
@FunctionalInterface
public interface Decoder {
  /**
   * Decodes latent vectors to one sample each.
   *
   * @param latents (n x latent size)
   * @param run provides progress and cancellation
   * @return (n x size), in [0, 1] for images
   */
  FloatMatrix decode(FloatMatrix latents, RunContext run);
}
