// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import io.decipher.vae.diffusion.LatentDiffusion;
import io.decipher.vae.latent.LatentPrior;
import io.decipher.vae.net.VaeCodec;
import java.util.Optional;

/**
 * The result of a training.
 *
 * @param codec the network with its parameters
 * @param prior the distribution of latents of new samples
 * @param shares the frequency of each group on which the decoder is conditioned, (conditions)
 * @param diffusion draws latents instead of the prior, if present
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LearnedVae(
    VaeCodec codec, LatentPrior prior, float[] shares, Optional<LatentDiffusion> diffusion)
    implements AutoCloseable {
  /**
   * Returns this result with another prior; it shares the codec, so only one of both must be
   * closed.
   */
  LearnedVae under(LatentPrior other) {
    return new LearnedVae(codec, other, shares, diffusion);
  }

  @Override
  public void close() {
    codec.close();
    diffusion.ifPresent(LatentDiffusion::close);
  }
}
