// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Decoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import org.junit.jupiter.api.Test;

class LatentEffectsTest {
  /** Three pixels: the first latent, minus a half of the second, and nothing of either. */
  private static final Decoder DECODER =
      (latents, run) -> {
        float[] values = new float[latents.rows() * 3];
        for (int i = 0; i < latents.rows(); i++) {
          values[3 * i] = latents.get(i, 0);
          values[3 * i + 1] = -latents.get(i, 1) / 2;
          values[3 * i + 2] = 0.3f;
        }
        return FloatMatrix.wrap(latents.rows(), 3, values);
      };

  @Test
  void a_latent_shows_what_two_deviations_of_it_change_the_greatest_first() {
    // Deviations 0.1 and 0.4 around means that do not matter.
    FloatMatrix latents = FloatMatrix.wrap(2, 2, new float[] {5.1f, -0.4f, 4.9f, 0.4f});
    FloatMatrix effects = LatentEffects.of(DECODER, latents, 3, 3, RunContext.seeded(1));
    assertThat(effects.toArray())
        .usingComparatorWithPrecision(1e-4f)
        .containsExactly(
            0.5f, 0.3f, 0.5f, // the second takes 0.4 of the second pixel: half of that below grey
            0.6f, 0.5f, 0.5f, // the first adds 0.2 to the first
            0.5f, 0.5f, 0.5f); // there is no third
  }
}
