// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.Attributes;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MfccTest {
  private static final int BANDS = 16;
  private static final int FRAMES = 10;

  /**
   * Returns pictures of a level a band, from the lowest on, the same in all frames but for a ramp.
   */
  private static Samples pictures(double ramp, float[]... levels) {
    float[] values = new float[levels.length * BANDS * FRAMES];
    for (int i = 0; i < levels.length; i++) {
      for (int band = 0; band < BANDS; band++) {
        for (int frame = 0; frame < FRAMES; frame++) {
          int row = BANDS - 1 - band;
          values[(i * BANDS + row) * FRAMES + frame] = (float) (levels[i][band] + ramp * frame);
        }
      }
    }
    SampleType type = SampleType.image(BANDS, FRAMES);
    return Samples.of(FloatMatrix.wrap(levels.length, type.size(), values), type);
  }

  private static float[] cosine(int order) {
    float[] levels = new float[BANDS];
    for (int band = 0; band < BANDS; band++) {
      levels[band] = (float) Math.cos(Math.PI * order * (band + 0.5) / BANDS);
    }
    return levels;
  }

  private static FloatMatrix encode(Mfcc mfcc, Samples samples) {
    RunContext run = RunContext.seeded(1);
    return mfcc.fit(samples, run).encode(samples, run);
  }

  @Test
  void a_cosine_over_the_bands_is_one_coefficient() {
    Mfcc mfcc = new Mfcc(6, 5, 0, 0, true, Optional.empty());
    FloatMatrix features = encode(mfcc, pictures(0, cosine(3)));
    for (int i = 0; i < 6; i++) {
      for (int step = 0; step < 5; step++) {
        double expected = i == 3 ? Math.sqrt(BANDS / 2.0) : 0;
        assertThat((double) features.get(0, i * 5 + step)).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @Test
  void a_picture_that_becomes_brighter_has_a_slope_in_loudness_alone() {
    Mfcc mfcc = new Mfcc(3, FRAMES, 1, 0, true, Optional.empty());
    FloatMatrix features = encode(mfcc, pictures(0.01, new float[BANDS]));
    int slopes = 3 * FRAMES;
    for (int step = 2; step < FRAMES - 2; step++) {
      // The first basis vector is 1 / sqrt(bands): a sum over bands of ramp / sqrt(bands).
      assertThat((double) features.get(0, slopes + step))
          .isCloseTo(0.01 * Math.sqrt(BANDS), within(1e-5));
      assertThat((double) features.get(0, slopes + FRAMES + step)).isCloseTo(0, within(1e-5));
    }
  }

  @Test
  void without_loudness_brightness_is_not_seen() {
    Mfcc mfcc = new Mfcc(4, 5, 0, 22, false, Optional.empty());
    float[] brighter = cosine(2);
    for (int i = 0; i < BANDS; i++) {
      brighter[i] += 0.5f;
    }
    FloatMatrix features = encode(mfcc, pictures(0, cosine(2), brighter));
    for (int j = 0; j < features.columns(); j++) {
      assertThat(features.get(1, j)).isCloseTo(features.get(0, j), within(1e-5f));
    }
  }

  @Test
  void each_group_has_its_own_mean_taken_off() {
    Samples samples =
        pictures(0, cosine(1), cosine(2), cosine(3))
            .withAttributes(Attributes.none(3).withText("speaker", List.of("a", "a", "b")));
    FloatMatrix features = encode(new Mfcc(5, 2, 0, 0, true, Optional.of("speaker")), samples);
    for (int j = 0; j < features.columns(); j++) {
      assertThat(features.get(0, j)).isCloseTo(-features.get(1, j), within(1e-6f));
      assertThat(features.get(2, j)).isZero(); // alone in its group
    }
  }

  @Test
  void what_cannot_have_such_features_is_refused() {
    Mfcc mfcc = new Mfcc();
    assertThatThrownBy(() -> mfcc.check(SampleType.image(8, 30)))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("at least 13 bands, but the samples have 8");
    assertThatThrownBy(() -> mfcc.check(SampleType.vector(30)))
        .hasMessageContaining("need spectrograms");
    Samples unnamed = pictures(0, cosine(1));
    assertThatThrownBy(
            () ->
                new Mfcc(5, 2, 0, 0, true, Optional.of("speaker"))
                    .fit(unnamed, RunContext.seeded(1)))
        .hasMessageContaining("centre by the attribute 'speaker'");
  }
}
