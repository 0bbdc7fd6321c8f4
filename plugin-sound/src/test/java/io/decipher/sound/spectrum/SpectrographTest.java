// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.sound.audio.ChannelReader;
import io.decipher.sound.audio.Wav;
import io.decipher.sound.spectrum.Spectrogram.Band;
import io.decipher.sound.spectrum.Spectrogram.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpectrographTest {
  private static final double RATE = 16_000;
  private static final Band ANY = new Band(OptionalDouble.empty(), OptionalDouble.empty());

  private static final OptionalDouble RANGE = OptionalDouble.of(60);

  @TempDir private Path folder;

  private static Spectrogram settings(FrequencyScale scale, double denoise, OptionalDouble padTo) {
    return new Spectrogram(scale, ANY, 32, 32, 10, 5, RANGE, Reference.UNIT, denoise, padTo);
  }

  private float[] levels(Spectrogram settings, float[] samples, double begin, double end)
      throws IOException {
    Path file = Files.write(folder.resolve("a.wav"), Wav.bytes(RATE, 1, 32, true, false, samples));
    Spectrograph graph = new Spectrograph(settings, 100, 8000, RATE);
    if (settings.denoise() > 0) {
      try (ChannelReader reader = ChannelReader.open(file, 0)) {
        graph.learnNoise(reader);
      }
    }
    try (ChannelReader reader = ChannelReader.open(file, 0)) {
      return graph.levels(reader, begin, end);
    }
  }

  private static int loudestRow(float[] levels, int column) {
    int best = 0;
    for (int row = 0; row < 32; row++) {
      best = levels[row * 32 + column] > levels[best * 32 + column] ? row : best;
    }
    return best;
  }

  /** Returns the row, from the top, whose centre is nearest to a frequency. */
  private static int row(FrequencyScale scale, double hertz) {
    double from = scale.position(100);
    double step = (scale.position(8000) - from) / 33;
    return 32 - (int) Math.round((scale.position(hertz) - from) / step);
  }

  @ParameterizedTest
  @EnumSource
  void a_chirp_climbs_through_the_rows(FrequencyScale scale) throws IOException {
    // From 500 to 6500 Hz within a second.
    float[] chirp = new float[(int) RATE];
    for (int i = 0; i < chirp.length; i++) {
      double t = i / RATE;
      chirp[i] = (float) (0.5 * Math.sin(2 * Math.PI * (500 * t + 3000 * t * t)));
    }
    float[] levels = levels(settings(scale, 0, OptionalDouble.empty()), chirp, 0, 1);
    for (int column = 1; column < 31; column++) {
      double hertz = 500 + 6000 * (column + 0.5) / 32;
      assertThat(loudestRow(levels, column))
          .as("row of %.0f Hz", hertz)
          .isCloseTo(row(scale, hertz), within(1));
    }
  }

  @Test
  void full_scale_is_about_zero_decibels() throws IOException {
    float[] tone = Wav.sine(2000, 1, RATE, (int) RATE);
    float[] levels =
        levels(settings(FrequencyScale.LINEAR, 0, OptionalDouble.empty()), tone, 0.2, 0.8);
    double loudest = levels[loudestRow(levels, 16) * 32 + 16];
    assertThat(loudest).isBetween(-6.0, 0.5); // a band is the mean of its bins
  }

  @Test
  void a_stretched_unit_fills_the_picture_and_a_padded_one_does_not() throws IOException {
    float[] tone = Wav.sine(2000, 1, RATE, (int) RATE);
    float[] stretched =
        levels(settings(FrequencyScale.MEL, 0, OptionalDouble.empty()), tone, 0.4, 0.5);
    float[] padded =
        levels(settings(FrequencyScale.MEL, 0, OptionalDouble.of(200)), tone, 0.4, 0.5);
    int row = loudestRow(stretched, 16);
    for (int column = 0; column < 32; column++) {
      assertThat(stretched[row * 32 + column]).isGreaterThan(-6);
      boolean within = column >= 8 && column < 24;
      assertThat(padded[row * 32 + column] > -6).as("column %d", column).isEqualTo(within);
    }
  }

  @Test
  void noise_is_taken_out_and_a_call_is_left() throws IOException {
    var random = new SplittableRandom(3);
    float[] sound = new float[(int) RATE];
    for (int i = 0; i < sound.length; i++) {
      boolean calls = i >= 8000 && i < 9600;
      sound[i] =
          (float)
              (0.01 * random.nextGaussian()
                  + (calls ? 0.3 * Math.sin(2 * Math.PI * 3000 * i / RATE) : 0));
    }
    float[] plain =
        levels(settings(FrequencyScale.LINEAR, 0, OptionalDouble.empty()), sound, 0.5, 0.6);
    float[] clean =
        levels(settings(FrequencyScale.LINEAR, 3, OptionalDouble.empty()), sound, 0.5, 0.6);
    int row = loudestRow(plain, 16);
    assertThat(clean[row * 32 + 16]).isCloseTo(plain[row * 32 + 16], within(0.5f));
    double gained = 0;
    for (int column = 0; column < 32; column++) {
      gained += (plain[column] - clean[column]) / 32; // the top row: noise alone
    }
    assertThat(gained).isGreaterThan(5);
  }

  @Test
  void a_picture_is_between_black_and_white() {
    Spectrogram settings = settings(FrequencyScale.MEL, 0, OptionalDouble.empty());
    float[] levels = {-10, -40, -70, -200, 0};
    settings.paint(levels, -10);
    assertThat(levels).containsExactly(1, 0.5f, 0, 0, 1);
  }

  @Test
  void settings_out_of_range_are_refused_by_name() {
    assertThatThrownBy(
            () ->
                new Spectrogram(
                    FrequencyScale.MEL,
                    ANY,
                    0,
                    32,
                    10,
                    5,
                    RANGE,
                    Reference.UNIT,
                    0,
                    OptionalDouble.empty()))
        .hasMessage("bands must be in [1, 1024], but was 0");
    assertThatThrownBy(() -> new Band(OptionalDouble.of(500), OptionalDouble.of(400)))
        .hasMessage("high must be above low, which is 500.0, but was 400.0");
  }
}
