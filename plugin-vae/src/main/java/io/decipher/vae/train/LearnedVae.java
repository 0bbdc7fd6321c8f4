// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import io.decipher.vae.diffusion.LatentDiffusion;
import io.decipher.vae.latent.LatentPrior;
import io.decipher.vae.net.VaeCodec;
import java.util.Optional;

/**
 * What training yields.
 *
 * @param codec the net with its numbers
 * @param prior where latents of new samples are drawn from
 * @param shares how often each group that the decoder is conditioned on occurs, (conditions)
 * @param diffusion what draws latents in place of the prior, if anything does
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record LearnedVae(
    VaeCodec codec, LatentPrior prior, float[] shares, Optional<LatentDiffusion> diffusion)
    implements AutoCloseable {
  /** Returns this under another prior; it shares the codec, so that one of them is to be closed. */
  LearnedVae under(LatentPrior other) {
    return new LearnedVae(codec, other, shares, diffusion);
  }

  @Override
  public void close() {
    codec.close();
    diffusion.ifPresent(LatentDiffusion::close);
  }
}
