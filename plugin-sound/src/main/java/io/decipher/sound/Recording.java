// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.sound.audio.AudioFormat;
import io.decipher.sound.audio.AudioStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A recording that can be opened.
 *
 * @param file where it is
 * @param name its path within the folder, by slashes
 * @param rate frames a second
 * @param channels 1 or more
 * @param duration in seconds, as far as its header can be believed, or as counted
 */
record Recording(Path file, String name, double rate, int channels, double duration) {
  private static final int BLOCK = 4096;

  /**
   * Looks at a file. Where the format does not say how long it is, it is decoded to its end.
   *
   * @throws IOException saying what is wrong with it, without its name
   */
  static Recording inspect(Path file, String name) throws IOException {
    try (AudioStream stream = AudioFormat.open(file)) {
      long frames = 0;
      if (stream.frames().isPresent()) {
        frames = stream.frames().getAsLong();
      } else {
        float[] block = new float[BLOCK * stream.channels()];
        int read = 0;
        while (read >= 0) {
          frames += read;
          read = stream.read(block, BLOCK);
        }
      }
      if (frames == 0) {
        throw new IOException("has no samples");
      }
      return new Recording(file, name, stream.rate(), stream.channels(), frames / stream.rate());
    }
  }
}
