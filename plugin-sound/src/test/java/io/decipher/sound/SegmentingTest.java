// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.RunContext;
import io.decipher.api.Tool;
import io.decipher.sound.audio.Wav;
import io.decipher.sound.tables.SelectionTable;
import io.decipher.testkit.ProviderContract;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentingTest implements ProviderContract<Tool> {
  private static final double RATE = 32_000;

  @TempDir private Path folder;

  @Override
  public SegmentingProvider provider() {
    return new SegmentingProvider();
  }

  @Test
  void tables_and_spectrograms_show_the_calls() throws IOException {
    Path recordings = Files.createDirectory(folder.resolve("recordings"));
    var random = new SplittableRandom(1);
    float[] sound = new float[(int) (3 * RATE)];
    for (int i = 0; i < sound.length; i++) {
      double t = i / RATE;
      boolean calls = t >= 1 && t < 1.2;
      double call = calls ? 0.2 * Math.sin(2 * Math.PI * 4000 * t) : 0;
      sound[i] = (float) (0.001 * random.nextGaussian() + call);
    }
    Wav.write(recordings.resolve("a.wav"), RATE, sound);
    Files.write(recordings.resolve("broken.wav"), new byte[] {1, 2, 3});
    Path output = folder.resolve("segments");
    List<String> lines = plugin().run(recordings, output, RunContext.seeded(1));

    assertThat(lines.get(0)).startsWith("1 recordings, 0.1 min: 1 units; dropped");
    assertThat(lines.toString()).contains("broken.wav: is not WAV");
    SelectionTable table = SelectionTable.read(output.resolve("a.Table.1.selections.txt"));
    assertThat(table.selections()).hasSize(1);
    assertThat(table.selections().get(0).begin()).isCloseTo(1, within(0.005));
    assertThat(table.selections().get(0).low()).hasValue(1000);
    assertThat(table.selections().get(0).columns()).doesNotContainKey("Class");
    assertThat(output.resolve("index.html")).content().contains("0001.png", "a.wav: 1 units");
    BufferedImage picture = ImageIO.read(output.resolve("0001.png").toFile());
    assertThat(picture.getWidth()).isEqualTo(1000);
    assertThat(picture.getRGB(275, 97) & 0xFFFFFF).isEqualTo(0xE69F00); // the bar below the call
    assertThat(picture.getRGB(100, 97) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    // 4 kHz of 10 kHz: dark where the call is, light beside it.
    assertThat(picture.getRGB(275, 57) & 0xFF).isLessThan(60);
    assertThat(picture.getRGB(100, 57) & 0xFF).isGreaterThan(180);
  }

  @Test
  void a_folder_without_recordings_is_refused() {
    assertThatThrownBy(() -> plugin().run(folder, folder.resolve("out"), RunContext.seeded(1)))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("has no recordings");
  }
}
