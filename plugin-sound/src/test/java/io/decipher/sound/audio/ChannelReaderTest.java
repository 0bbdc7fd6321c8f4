// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelReaderTest {
  private static final int COUNT = 50_000;

  @TempDir private Path folder;
  private Path ramps;

  @BeforeEach
  void two_ramps() throws IOException {
    float[] samples = new float[2 * COUNT];
    for (int i = 0; i < COUNT; i++) {
      samples[2 * i] = i / 1e5f;
      samples[2 * i + 1] = -i / 2e5f;
    }
    ramps = folder.resolve("ramps.wav");
    Files.write(ramps, Wav.bytes(8000, 2, 32, true, false, samples));
  }

  @Test
  void windows_overlap_as_far_as_nothing_was_released() throws IOException {
    try (ChannelReader reader = ChannelReader.open(ramps, 0)) {
      float[] window = new float[100];
      for (int from = 0; from < COUNT - 100; from += 37) {
        assertThat(reader.copy(from, window, 100)).isEqualTo(100);
        assertThat(window[0]).isEqualTo(from / 1e5f);
        assertThat(window[99]).isEqualTo((from + 99) / 1e5f);
        reader.release(from - 50);
      }
      assertThatThrownBy(() -> reader.copy(10, window, 100))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("released");
    }
  }

  @Test
  void far_ahead_is_as_good_as_near() throws IOException {
    try (ChannelReader reader = ChannelReader.open(ramps, 1)) {
      float[] window = new float[10];
      reader.copy(0, window, 10);
      reader.release(40_000);
      assertThat(reader.copy(40_000, window, 10)).isEqualTo(10);
      assertThat(window[9]).isEqualTo(-40_009 / 2e5f);
    }
  }

  @Test
  void around_the_recording_there_is_silence() throws IOException {
    try (ChannelReader reader = ChannelReader.open(ramps, 0)) {
      float[] window = new float[10];
      assertThat(reader.copy(-4, window, 10)).isEqualTo(10);
      assertThat(window).startsWith(0, 0, 0, 0, 0).endsWith(5 / 1e5f);
      assertThat(reader.copy(COUNT - 3, window, 10)).isEqualTo(3);
      assertThat(window).endsWith(0, 0, 0, 0, 0, 0, 0);
      assertThat(reader.copy(COUNT + 5, window, 10)).isZero();
    }
  }

  @Test
  void the_mean_is_of_all_channels() throws IOException {
    try (ChannelReader reader = ChannelReader.open(ramps, ChannelReader.MEAN)) {
      float[] window = new float[1];
      reader.copy(1000, window, 1);
      assertThat(window[0]).isCloseTo((1000 / 1e5f - 1000 / 2e5f) / 2, within(1e-7f));
    }
  }

  @Test
  void a_channel_that_is_not_there_is_refused() {
    assertThatThrownBy(() -> ChannelReader.open(ramps, 2))
        .hasMessage("has no channel 3, but 2 in all");
  }
}
