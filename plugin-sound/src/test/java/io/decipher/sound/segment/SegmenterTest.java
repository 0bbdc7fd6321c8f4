// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.sound.audio.ChannelReader;
import io.decipher.sound.audio.Wav;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmenterTest {
  private static final double RATE = 32_000;
  private static final Segmenter SONGBIRD =
      new Segmenter(1000, 8000, 4, 10, 8, 10, 0.1, 20, 1000, 5);

  @TempDir private Path folder;
  private final float[] sound = new float[(int) (20 * RATE)];
  private final SplittableRandom random = new SplittableRandom(11);

  private void noise(double from, double to, double level) {
    for (int i = (int) (from * RATE); i < (int) (to * RATE); i++) {
      sound[i] += (float) (level * random.nextGaussian());
    }
  }

  /** Adds a sweep of 500 Hz a second that begins and ends within 3 ms. */
  private void call(double begin, double end, double hertz, double level) {
    for (int i = (int) (begin * RATE); i < (int) (end * RATE); i++) {
      double t = i / RATE - begin;
      double fade = Math.min(1, Math.min(t, end - begin - t) / 0.003);
      double ramp = 0.5 - 0.5 * Math.cos(Math.PI * Math.max(0, fade));
      sound[i] += (float) (level * ramp * Math.sin(2 * Math.PI * (hertz + 250 * t) * t));
    }
  }

  private Segmentation segment(Segmenter settings) throws IOException {
    Path file = Files.write(folder.resolve("a.wav"), Wav.bytes(RATE, 1, 32, true, false, sound));
    try (ChannelReader reader = ChannelReader.open(file, 0)) {
      return settings.segment(reader);
    }
  }

  @Test
  void a_song_in_noise_that_changes_is_cut_at_its_syllables() throws IOException {
    noise(0, 10, 0.001);
    noise(10, 20, 0.01); // 20 dB louder: a fixed threshold would miss one half or the other
    List<double[]> truth = new ArrayList<>();
    double t = 0.5;
    while (t < 19.5) {
      double duration = 0.03 + 0.1 * random.nextDouble();
      if (Math.abs(t - 10) > 0.3) {
        call(t, t + duration, 1500 + 4000 * random.nextDouble(), t < 10 ? 0.02 : 0.2);
        truth.add(new double[] {t, t + duration});
      }
      t += duration + 0.02 + 0.15 * random.nextDouble();
    }
    List<Segment> units = segment(SONGBIRD).units();
    int hits = 0;
    for (double[] call : truth) {
      for (Segment unit : units) {
        boolean near = Math.abs(unit.begin() - call[0]) < 0.005;
        hits += near && Math.abs(unit.end() - call[1]) < 0.005 ? 1 : 0;
      }
    }
    double f1 = 2.0 * hits / (truth.size() + units.size());
    assertThat(truth).hasSizeGreaterThan(90);
    assertThat(f1).isGreaterThan(0.97);
  }

  @Test
  void what_is_dropped_is_counted_by_its_reason() throws IOException {
    noise(0, 20, 0.001);
    call(1, 1.1, 3000, 0.1); // a unit
    call(2, 2.01, 3000, 0.1); // too short
    call(3, 4.5, 3000, 0.1); // too long
    call(6, 6.1, 3000, 0.1); // two with a gap too short: one unit
    call(6.103, 6.2, 3000, 0.1);
    call(8, 8.1, 300, 0.1); // beside the band
    Segmentation found = segment(SONGBIRD);
    assertThat(found.units()).hasSize(2);
    assertThat(found.tooShort()).isEqualTo(1);
    assertThat(found.tooLong()).isEqualTo(1);
    assertThat(found.units().get(0).begin()).isCloseTo(1, within(0.003));
    assertThat(found.units().get(0).end()).isCloseTo(1.1, within(0.003));
    assertThat(found.units().get(1).duration()).isCloseTo(0.2, within(0.006));
    assertThat(found.describe(SONGBIRD)).contains("2 units", "1 longer than 1000.0 ms");
  }

  @Test
  void digital_silence_is_no_floor() throws IOException {
    noise(5, 15, 0.001); // a recording with silence before and behind
    call(7, 7.1, 3000, 0.1);
    List<Segment> units = segment(SONGBIRD).units();
    assertThat(units).hasSize(1);
    assertThat(units.get(0).begin()).isCloseTo(7, within(0.003));
  }

  @Test
  void silence_and_a_single_sample_have_no_unit() throws IOException {
    assertThat(segment(SONGBIRD).units()).isEmpty();
    Path file = Wav.write(folder.resolve("one.wav"), RATE, 0.5f);
    try (ChannelReader reader = ChannelReader.open(file, 0)) {
      Segmentation found = SONGBIRD.segment(reader);
      assertThat(found.units()).isEmpty();
      assertThat(found.duration()).isEqualTo(1 / RATE);
    }
  }

  @Test
  void settings_that_contradict_each_other_are_refused() {
    assertThatThrownBy(() -> new Segmenter(1000, 8000, 4, 6, 8, 10, 0.1, 20, 1000, 5))
        .hasMessage("edge must be above 0 and at most threshold, which is 6.0, but was 8.0");
    assertThatThrownBy(() -> new Segmenter(8000, 1000, 4, 10, 8, 10, 0.1, 20, 1000, 5))
        .hasMessageStartingWith("high must be above low");
  }
}
