// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TypedSamplesTest {
  @TempDir Path folder;

  private static ReportSamples of(SampleType type, float... row) {
    return ReportSamples.of(Samples.of(FloatMatrix.ofRows(row), type), Optional.empty());
  }

  @Test
  void an_image_is_shown_as_it_is() {
    Picture picture = of(SampleType.image(2, 2), 0f, 1f, 0.5f, 0.2f).picture(0).orElseThrow();
    assertThat(picture.values()).containsExactly(0, (byte) 255, (byte) 128, 51);
  }

  @Test
  void colours_are_interleaved() {
    Picture picture = Picture.ofPlanes(3, 1, 2, new float[] {0, 1, 0, 0, 1, 0});
    assertThat(picture.values()).containsExactly(0, 0, (byte) 255, (byte) 255, 0, 0);
  }

  @Test
  void a_vector_has_its_columns_and_no_picture() {
    ReportSamples samples =
        of(
            new SampleType.Vector(
                List.of(
                    SampleType.Column.number("length"),
                    SampleType.Column.category("colour", List.of("red", "blue")))),
            3.5f,
            1f);
    assertThat(samples.picture(0)).isEmpty();
    assertThat(samples.columns().get(0).numbers()).containsExactly(3.5);
    assertThat(samples.columns().get(1).text()).containsExactly("blue");
  }

  @Test
  void a_sequence_at_an_audible_rate_is_heard() {
    float[] wave = new float[800];
    for (int i = 0; i < wave.length; i++) {
      wave[i] = (float) Math.sin(i / 3.0);
    }
    ReportSamples samples = of(new SampleType.Sequence(1, 800, 8000), wave);
    ByteBuffer wav = ByteBuffer.wrap(samples.sound(0).orElseThrow()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(wav.getInt(24)).isEqualTo(8000);
    assertThat(wav.capacity()).isEqualTo(44 + 1600);
    assertThat(samples.picture(0)).isPresent();
    assertThat(of(new SampleType.Sequence(1, 800, 50), wave).sound(0)).isEmpty();
  }

  @Test
  void a_unit_is_the_stretch_of_its_recording_and_no_other_file() throws IOException {
    float[] wave = new float[8000];
    for (int i = 4000; i < 5000; i++) {
      wave[i] = 0.5f;
    }
    Files.write(folder.resolve("a.wav"), Wav.of(wave, wave.length, 8000));
    RecordedSounds sounds =
        new RecordedSounds(
            folder,
            List.of("a.wav", "../a.wav", "missing.wav"),
            new double[] {0.5, 0.5, 0.5},
            new double[] {0.6, 0.6, 0.6});
    ByteBuffer wav = ByteBuffer.wrap(sounds.of(0).orElseThrow()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(wav.capacity()).isEqualTo(44 + 2 * 1120); // 100 ms, and 20 ms on both sides
    assertThat(wav.getShort(44)).isZero();
    assertThat(wav.getShort(44 + 2 * 500)).isGreaterThan((short) 30_000);
    assertThat(sounds.of(1)).isEmpty();
    assertThat(sounds.of(2)).isEmpty();
  }
}
