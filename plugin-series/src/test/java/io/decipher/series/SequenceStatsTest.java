// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequenceStatsTest {
  private static final RunContext RUN = RunContext.seeded(1);

  private static float[] wave(int steps, double perStep) {
    float[] values = new float[steps];
    for (int i = 0; i < steps; i++) {
      values[i] = (float) Math.sin(i * perStep);
    }
    return values;
  }

  private static FloatMatrix features(List<float[]> sequences) {
    Samples samples = Samples.sequences(1, 50, sequences);
    return new SequenceStats().fit(samples, RUN).encode(samples, RUN);
  }

  @Test
  void power_lies_in_the_octave_of_the_frequency() {
    // Of half the rate: 3/4 lies in the highest of six octaves, 3/16 in the fourth.
    FloatMatrix features =
        features(List.of(wave(256, 0.75 * Math.PI), wave(256, 0.1875 * Math.PI)));

    assertThat(features.columns()).isEqualTo(20);
    assertThat(features.get(0, 13 + 5)).isCloseTo(1, within(0.02f));
    assertThat(features.get(1, 13 + 3)).isCloseTo(1, within(0.02f));
  }

  @Test
  void moments_are_those_of_the_values() {
    FloatMatrix features = features(List.of(new float[] {0, 2, 0, 2, 0, 2, 0, 2}));

    assertThat(features.get(0, 0)).isCloseTo((float) Math.log(2), within(1e-6f)); // mean 1
    assertThat(features.get(0, 1)).isCloseTo((float) Math.log(2), within(1e-6f)); // deviation 1
    assertThat(features.get(0, 7)).isCloseTo(0, within(1e-6f)); // skewness
    assertThat(features.get(0, 8)).isCloseTo((float) -Math.log(3), within(1e-6f)); // kurtosis -2
    assertThat(features.get(0, 9)).isCloseTo(-7 / 8f, within(1e-6f)); // autocorrelation
    assertThat(features.get(0, 11)).isEqualTo(1); // crosses its mean at each step
    assertThat(features.get(0, 19)).isEqualTo(0.75f); // log2(8) / 4
  }

  @Test
  void a_flat_sequence_and_one_of_a_single_step_have_features() {
    FloatMatrix features = features(List.of(new float[] {3, 3, 3, 3}, new float[] {3}));

    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < features.columns(); j++) {
        assertThat(features.get(i, j)).isFinite();
      }
    }
  }

  @Test
  void what_lies_behind_the_end_does_not_count() {
    FloatMatrix alone = features(List.of(wave(20, 0.5)));
    FloatMatrix beside = features(List.of(wave(20, 0.5), wave(90, 0.5)));

    for (int j = 0; j < alone.columns(); j++) {
      assertThat(beside.get(0, j)).isEqualTo(alone.get(0, j));
    }
  }

  @Test
  void images_are_refused_with_what_suits_them() {
    assertThatThrownBy(() -> new SequenceStats().check(SampleType.image(3, 3)))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("need sequences, but a sample is an image")
        .hasMessageContaining("use gradients or pixels");
  }

  @Test
  void resampling_keeps_ends_and_straight_lines() {
    float[] line = new float[51];
    for (int i = 0; i < 51; i++) {
      line[i] = i;
    }
    Samples samples = Samples.sequences(1, 1, List.of(line, new float[] {7}));

    FloatMatrix features = new SequenceResampled(26, true).fit(samples, RUN).encode(samples, RUN);

    assertThat(features.columns()).isEqualTo(27);
    assertThat(features.get(0, 0)).isZero();
    assertThat(features.get(0, 10)).isCloseTo(20, within(1e-4f));
    assertThat(features.get(0, 25)).isEqualTo(50);
    assertThat(features.get(1, 12)).isEqualTo(7);
  }
}
