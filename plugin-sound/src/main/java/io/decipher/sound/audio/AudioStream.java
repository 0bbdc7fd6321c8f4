// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalLong;

/** A recording, read once from beginning to end. */
public interface AudioStream extends Closeable {
  /** Returns the sampling rate in hertz. */
  double rate();

  /** Returns the number of channels, 1 or more. */
  int channels();

  /**
   * Returns the number of frames according to the header, if it is given and plausible: for
   * checking, not for sizing allocations.
   */
  OptionalLong frames();

  /**
   * Reads frames.
   *
   * @param target receives the frames, channels interleaved; full scale is [-1, 1], and every value
   *     is finite
   * @param frames maximum number to read; {@code target} must have room for them
   * @return the number read, 1 or more; -1 at the end
   * @throws IOException if the file is damaged or truncated; the message says how
   */
  int read(float[] target, int frames) throws IOException;

  /**
   * Skips frames, stopping at the end.
   *
   * @param frames number of frames, 0 or more
   */
  default void skip(long frames) throws IOException {
    float[] dropped = new float[(int) Math.min(frames, 4096) * channels()];
    long left = frames;
    while (left > 0) {
      int read = read(dropped, (int) Math.min(left, 4096));
      if (read < 0) {
        return;
      }
      left -= read;
    }
  }
}
