// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.sound.audio.AudioFormat;
import io.decipher.sound.audio.AudioStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A readable recording.
 *
 * @param file its path
 * @param name its path within the folder, with slashes
 * @param rate sampling rate in hertz
 * @param channels number of channels, 1 or more
 * @param duration in seconds, from a plausible header or by counting frames
 */
record Recording(Path file, String name, double rate, int channels, double duration) {
  private static final int BLOCK = 4096;

  /**
   * Inspects a file, decoding it to the end if the format does not store its length.
   *
   * @throws IOException if it cannot be read; the message says why, without the file name
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
