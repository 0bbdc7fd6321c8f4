// SPDX-License-Identifier: Apache-2.0
package io.decipher.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.FeatureExtractorProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxTest {
  private static final Plugins PLUGINS = Plugins.of(List.of(new OnnxProvider()));
  private static final RunContext RUN = RunContext.seeded(1);

  @TempDir Path folder;

  private Settings settings(String more) {
    return Settings.parse("test", more)
        .withValue("type", "onnx")
        .withValue("path", folder.resolve("tiny.onnx").toString());
  }

  private FloatMatrix encoded(Samples samples, String more) {
    FeatureExtractor extractor = PLUGINS.create(FeatureExtractorProvider.class, settings(more));
    return extractor.fit(samples, RUN).encode(samples, RUN);
  }

  private void encoder(byte[] bytes) throws IOException {
    Files.write(folder.resolve("tiny.onnx"), bytes);
  }

  private static Samples images(int count, int channels, int side) {
    float[] values = new float[count * channels * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 / 7f;
    }
    return Samples.of(
        FloatMatrix.wrap(count, channels * side * side, values),
        new SampleType.Image(channels, side, side));
  }

  @Test
  void values_are_centred_and_divided_channel_by_channel() throws IOException {
    encoder(TinyEncoder.of("Flatten", 3, 2, 2));
    Samples images = images(5, 3, 2);
    FloatMatrix found =
        encoded(
            images,
            "prepare.size = 2, prepare.mean = [0.1, 0.2, 0.3], prepare.std = [0.5, 0.25, 2], batch"
                + " = 2");
    double[] mean = {0.1, 0.2, 0.3};
    double[] std = {0.5, 0.25, 2};
    assertThat(found.rows()).isEqualTo(5);
    assertThat(found.columns()).isEqualTo(12);
    for (int i = 0; i < 5; i++) {
      float[] row = images.row(i);
      for (int j = 0; j < 12; j++) {
        assertThat((double) found.get(i, j))
            .isCloseTo((row[j] - mean[j / 4]) / std[j / 4], within(1e-5));
      }
    }
  }

  @Test
  void grey_is_repeated_and_pixels_may_lie_together() throws IOException {
    encoder(TinyEncoder.of("Flatten", 2, 2, 3));
    Samples images = images(1, 1, 2);
    FloatMatrix found =
        encoded(
            images, "prepare.size = 2, prepare.mean = 0, prepare.std = 1, prepare.layout = nhwc");
    float[] row = images.row(0);
    for (int j = 0; j < 12; j++) {
      assertThat(found.get(0, j)).isEqualTo(row[j / 3]);
    }
  }

  @Test
  void images_are_scaled_between_their_pixels() throws IOException {
    encoder(TinyEncoder.of("Flatten", 1, 2, 2));
    float[] ramp = new float[16];
    for (int i = 0; i < 16; i++) {
      ramp[i] = i % 4; // rises from left to right
    }
    Samples images = Samples.of(FloatMatrix.wrap(1, 16, ramp), SampleType.image(4, 4));
    FloatMatrix found =
        encoded(
            images, "prepare.size = 2, prepare.channels = 1, prepare.mean = 0, prepare.std = 1");
    assertThat(found.row(0)).containsExactly(0.5f, 2.5f, 0.5f, 2.5f);
  }

  @Test
  void several_vectors_become_their_mean_or_the_first() throws IOException {
    encoder(TinyEncoder.of("Squeeze", 2, 2, 1)); // (b, 2, 2, 1) becomes (b, 2, 2)
    Samples images = images(3, 1, 2);
    String plain =
        "batch = 2, prepare { size = 2, channels = 1, mean = 0, std = 1, layout = nhwc }, pool = ";
    FloatMatrix flat = encoded(images, plain + "flat");
    assertThat(flat.columns()).isEqualTo(4);
    assertThat(encoded(images, plain + "first")).isEqualTo(columns(flat, 0, 1));
    FloatMatrix mean = encoded(images, plain + "mean");
    for (int i = 0; i < 3; i++) {
      assertThat(mean.get(i, 1)).isEqualTo((flat.get(i, 1) + flat.get(i, 3)) / 2);
    }
  }

  private static FloatMatrix columns(FloatMatrix matrix, int... columns) {
    float[] values = new float[matrix.rows() * columns.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = matrix.get(i / columns.length, columns[i % columns.length]);
    }
    return FloatMatrix.wrap(matrix.rows(), columns.length, values);
  }

  @Test
  void the_file_that_a_run_began_with_is_kept_and_another_is_refused() throws IOException {
    encoder(TinyEncoder.of("Flatten", 3, 2, 2));
    Settings kept = PLUGINS.resolve(FeatureExtractorProvider.class, settings("prepare.size = 2"));
    assertThat(kept.text("sha256").orElse("")).matches("[0-9a-f]{64}");
    FeatureExtractor extractor = PLUGINS.create(FeatureExtractorProvider.class, kept);
    extractor.fit(images(2, 3, 2), RUN);

    encoder(TinyEncoder.of("Identity", 3, 2, 2));

    assertThatThrownBy(() -> extractor.fit(images(2, 3, 2), RUN))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("tiny.onnx: has the SHA-256 ")
        .hasMessageContaining("restore the former file");
  }

  @Test
  void what_is_wrong_is_told_with_the_file() throws IOException {
    assertThatThrownBy(() -> encoded(images(2, 3, 2), "prepare.size = 2"))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("tiny.onnx")
        .hasMessageContaining("expected an ONNX file");
    encoder(new byte[] {1, 2, 3});
    assertThatThrownBy(() -> encoded(images(2, 3, 2), "prepare.size = 2"))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("ONNX Runtime cannot load it");
    encoder(TinyEncoder.of("Flatten", 3, 2, 2));
    assertThatThrownBy(() -> encoded(images(2, 3, 2), "prepare.size = 5"))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("check size, channels, layout");
    assertThatThrownBy(() -> encoded(images(2, 3, 2), "prepare.size = 2, output = z"))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("has no output 'z'; there are y");
    assertThatThrownBy(() -> encoded(images(2, 3, 2), "prepare.size = 2, prepare.std = [1, 2]"))
        .hasMessageContaining("std must be one number, or one per channel");
  }
}
