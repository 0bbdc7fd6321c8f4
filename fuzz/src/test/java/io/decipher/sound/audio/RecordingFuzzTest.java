// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.decipher.FuzzedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whatever a WAV file holds, it is read to its end, or refused in words. */
class RecordingFuzzTest {
  private static final Path FILE = FuzzedFile.directory().resolve("fuzzed.wav");
  private static final int FRAMES = 256;
  private static final int MOST_CHANNELS = 4096;

  @FuzzTest(maxDuration = "24h", maxExecutions = 10_000_000)
  void reads(byte[] bytes) throws IOException {
    Files.write(FILE, bytes);
    try (AudioStream stream = AudioFormat.open(FILE)) {
      if (stream.channels() > MOST_CHANNELS) {
        throw new AssertionError(stream.channels() + " channels in " + bytes.length + " bytes");
      }
      float[] target = new float[FRAMES * stream.channels()];
      long values = 0;
      for (int read = stream.read(target, FRAMES); read >= 0; read = stream.read(target, FRAMES)) {
        values += (long) read * stream.channels();
        for (int i = 0; i < read * stream.channels(); i++) {
          if (!Float.isFinite(target[i])) {
            throw new AssertionError("a value is " + target[i]);
          }
        }
      }
      if (values > 8L * bytes.length) { // of one bit each, at least
        throw new AssertionError(values + " values in " + bytes.length + " bytes");
      }
    } catch (IOException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("refused without a word", refused);
      }
    }
  }
}
