// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.sound.spectrum.PowerSpectrum;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioFormatTest {
  @TempDir private Path folder;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(AudioFormatTest.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  /** Reads all, in blocks of an odd size. */
  private static float[] read(Path file) throws IOException {
    try (AudioStream stream = AudioFormat.open(file)) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      float[] block = new float[333 * stream.channels()];
      for (int count = stream.read(block, 333); count >= 0; count = stream.read(block, 333)) {
        assertThat(count).isPositive();
        ByteBuffer bytes = ByteBuffer.allocate(count * stream.channels() * Float.BYTES);
        bytes.asFloatBuffer().put(block, 0, count * stream.channels());
        all.writeBytes(bytes.array());
      }
      float[] samples = new float[all.size() / Float.BYTES];
      ByteBuffer.wrap(all.toByteArray()).asFloatBuffer().get(samples);
      return samples;
    }
  }

  @Nested
  class Wave {
    @ParameterizedTest
    @CsvSource({
      "8, false, false, 0.01", "16, false, false, 1e-4", "24, false, false, 1e-6",
      "32, false, false, 1e-6", "32, true, false, 0", "64, true, false, 0",
      "24, false, true, 1e-6", "32, true, true, 0"
    })
    void samples_come_back_at_every_depth(
        int bits, boolean isFloat, boolean extensible, float error) throws IOException {
      float[] samples = {0, 0.5f, -0.5f, 1, -1, 0.25f};
      Path file = file("a.wav", Wav.bytes(250_000, 2, bits, isFloat, extensible, samples));
      try (AudioStream stream = AudioFormat.open(file)) {
        assertThat(stream.rate()).isEqualTo(250_000);
        assertThat(stream.channels()).isEqualTo(2);
        assertThat(stream.frames()).hasValue(3);
      }
      assertThat(read(file)).containsExactly(samples, within(error));
    }

    @Test
    void big_endian_files_are_read_as_they_say() throws IOException {
      byte[] bytes = Wav.bytes(8000, 1, 16, false, false, 0.5f, -0.25f);
      ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer to = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.BIG_ENDIAN);
      to.put(3, (byte) 'X');
      for (int at : new int[] {4, 16, 24, 28, 40}) {
        to.putInt(at, from.getInt(at));
      }
      for (int at : new int[] {20, 22, 32, 34, 44, 46}) {
        to.putShort(at, from.getShort(at));
      }
      assertThat(read(file("a.wav", to.array())))
          .containsExactly(new float[] {0.5f, -0.25f}, within(1e-4f));
    }

    @Test
    void chunks_before_and_behind_the_samples_are_passed_over() throws IOException {
      byte[] plain = Wav.bytes(8000, 1, 16, false, false, 0.5f, -0.25f);
      ByteBuffer odd = ByteBuffer.allocate(plain.length + 22).order(ByteOrder.LITTLE_ENDIAN);
      odd.put(plain, 0, 12)
          .put("LIST".getBytes(StandardCharsets.US_ASCII))
          .putInt(3)
          .put(new byte[4]); // padded to even
      odd.put(plain, 12, plain.length - 12)
          .put("note".getBytes(StandardCharsets.US_ASCII))
          .putInt(2)
          .put(new byte[2]);
      assertThat(read(file("a.wav", odd.array()))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void a_file_that_was_never_finished_is_read_to_its_end(int size) throws IOException {
      byte[] bytes = Wav.bytes(8000, 1, 16, false, false, 0.5f, -0.25f, 0.1f);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(40, size);
      assertThat(read(file("a.wav", bytes))).hasSize(3);
    }

    @Test
    void a_truncated_file_is_refused_with_both_numbers() throws IOException {
      byte[] bytes = Wav.bytes(8000, 1, 16, false, false, new float[100]);
      Path file = file("a.wav", Arrays.copyOf(bytes, bytes.length - 50));
      assertThatThrownBy(() -> AudioFormat.open(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("promises 100 samples, but there are 75");
    }

    @Test
    void what_is_no_number_is_silence() throws IOException {
      float[] samples = {Float.NaN, Float.POSITIVE_INFINITY, 0.5f};
      assertThat(read(file("a.wav", Wav.bytes(8000, 1, 32, true, false, samples))))
          .containsExactly(0, 1e6f, 0.5f);
    }

    @Test
    void a_header_that_promises_four_gigabytes_allocates_nothing() throws IOException {
      byte[] bytes = Wav.bytes(8000, 1, 16, false, false, 0.5f);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(40, 0xFFFF_FFF0);
      Path file = file("a.wav", bytes);
      assertThatThrownBy(() -> AudioFormat.open(file)).hasMessageContaining("ends too early");
    }

    @Test
    void skipping_is_the_same_as_reading() throws IOException {
      Path file = file("a.wav", Wav.bytes(8000, 1, 16, false, false, 0.1f, 0.2f, 0.3f, 0.4f));
      try (AudioStream stream = AudioFormat.open(file)) {
        float[] one = new float[1];
        stream.skip(2);
        assertThat(stream.read(one, 1)).isOne();
        assertThat(one[0]).isCloseTo(0.3f, within(1e-4f));
        stream.skip(100);
        assertThat(stream.read(one, 1)).isEqualTo(-1);
      }
    }
  }

  @Nested
  class Compressed {
    // A quarter of a second at 16 kHz: 1000 Hz at 0.5 on the left, 3000 Hz at 0.25 on the right.
    private void assertTones(String name, int slack) throws IOException {
      Path file = file(name, resource(name));
      try (AudioStream stream = AudioFormat.open(file)) {
        assertThat(stream.rate()).isEqualTo(16_000);
        assertThat(stream.channels()).isEqualTo(2);
      }
      float[] samples = read(file);
      assertThat(samples.length / 2).isBetween(4000, 4000 + slack);
      assertThat(loudest(samples, 0)).isEqualTo(64); // of 1024 at 16 kHz: 1000 Hz
      assertThat(loudest(samples, 1)).isEqualTo(192);
    }

    private int loudest(float[] samples, int channel) {
      float[] window = new float[1024];
      for (int i = 0; i < window.length; i++) {
        window[i] = samples[2 * (1500 + i) + channel];
      }
      PowerSpectrum spectrum = new PowerSpectrum(1024, 1024);
      double[] power = new double[spectrum.bins()];
      spectrum.of(window, 0, power);
      int best = 0;
      for (int k = 0; k < power.length; k++) {
        best = power[k] > power[best] ? k : best;
      }
      double amplitude = channel == 0 ? 0.5 : 0.25;
      assertThat(2 * Math.sqrt(power[best])).isCloseTo(amplitude, within(0.05));
      return best;
    }

    @Test
    void flac_is_exact() throws IOException {
      assertTones("tones.flac", 0);
    }

    @Test
    void mp3_has_its_tones() throws IOException {
      assertTones("tones.mp3", 3 * 1152);
    }

    @Test
    void ogg_has_its_tones() throws IOException {
      assertTones("tones.ogg", 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tones.flac", "tones.ogg"})
    void a_truncated_file_is_refused(String name) throws IOException {
      byte[] bytes = resource(name);
      Path file = file(name, Arrays.copyOf(bytes, bytes.length * 2 / 3));
      assertThatThrownBy(() -> read(file)).isInstanceOf(IOException.class);
    }

    @Test
    void the_content_counts_for_more_than_the_name() throws IOException {
      assertThat(read(file("really-flac.wav", resource("tones.flac")))).hasSize(8000);
    }
  }

  @Nested
  class Hostile {
    @Test
    void what_is_no_recording_is_said_to_be_none() throws IOException {
      Path empty = file("a.wav", new byte[0]);
      Path text =
          file("b.wav", "This is a note, not a recording.".getBytes(StandardCharsets.US_ASCII));
      assertThatThrownBy(() -> AudioFormat.open(empty)).hasMessage("is empty");
      assertThatThrownBy(() -> AudioFormat.open(text))
          .hasMessage("is not WAV, FLAC, MP3 or Ogg Vorbis");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tones.wav", "tones.flac", "tones.mp3", "tones.ogg"})
    void mutations_are_read_or_refused(String name) throws IOException {
      byte[] sound =
          name.equals("tones.wav")
              ? Wav.bytes(8000, 2, 16, false, true, Wav.sine(440, 0.5, 8000, 2000))
              : resource(name);
      var random = new SplittableRandom(20261130);
      for (int round = 0; round < 300; round++) {
        byte[] bytes = sound.clone();
        int changes = 1 + random.nextInt(8);
        // Half of the rounds change headers, where numbers are believed.
        int reach = round % 2 == 0 ? Math.min(bytes.length, 128) : bytes.length;
        for (int i = 0; i < changes; i++) {
          bytes[random.nextInt(reach)] = (byte) random.nextInt(256);
        }
        if (round % 5 == 0) {
          bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        if (name.endsWith(".ogg") && round % 3 > 0) {
          Ogg.seal(bytes); // else hardly a change would get past the checksums
        }
        Path file = file(round + name, bytes);
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> readOrRefuse(file), name + ", round " + round);
        Files.delete(file);
      }
    }

    private void readOrRefuse(Path file) {
      try {
        for (float sample : read(file)) {
          assertThat(Float.isFinite(sample)).isTrue();
        }
      } catch (IOException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }
}
