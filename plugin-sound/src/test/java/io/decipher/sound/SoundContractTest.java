// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.Settings;
import io.decipher.sound.audio.Wav;
import io.decipher.testkit.DatasetContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class SoundContractTest extends DatasetContract {
  @TempDir private static Path folder;

  @BeforeAll
  static void recordings() throws IOException {
    for (int i = 0; i < 4; i++) {
      float[] tone = Wav.sine(400 + 300 * i, 0.5, 8000, 4000);
      Wav.write(folder.resolve("tone-" + i + ".wav"), 8000, tone);
    }
    Files.writeString(
        folder.resolve("tone-0.Table.1.selections.txt"),
        "Selection\tBegin Time (s)\tEnd Time (s)\n1\t0.1\t0.2\n2\t0.2\t0.4\n");
    Files.writeString(folder.resolve("tone-1.txt"), "0.05\t0.4\ta\n");
    Files.writeString(
        folder.resolve("classes.csv"),
        "file,begin,end,class\ntone-0.wav,0.1,0.2,a\ntone-0.wav,0.2,0.4,a\ntone-1.wav,0.05,0.4,b\n");
  }

  @Override
  public SoundProvider provider() {
    return new SoundProvider();
  }

  @Override
  public Settings settings() {
    return Settings.empty()
        .with("path", folder.toString())
        .with("truth", folder.resolve("classes.csv").toString());
  }
}
