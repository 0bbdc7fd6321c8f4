// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import io.decipher.vae.latent.LatentPrior;
import io.decipher.vae.net.VaeCodec;

/**
 * What training yields.
 *
 * @param codec the net with its numbers
 * @param prior where latents of new samples are drawn from
 * @param shares how often each group that the decoder is conditioned on occurs, (conditions)
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record LearnedVae(VaeCodec codec, LatentPrior prior, float[] shares)
    implements AutoCloseable {
  /** Returns this under another prior; it shares the codec, so that one of them is to be closed. */
  LearnedVae under(LatentPrior other) {
    return new LearnedVae(codec, other, shares);
  }

  @Override
  public void close() {
    codec.close();
  }
}
