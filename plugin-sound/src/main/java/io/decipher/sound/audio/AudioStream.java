// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalLong;

/** A recording that is read from its beginning to its end, once. */
public interface AudioStream extends Closeable {
  /** Returns frames a second, in hertz. */
  double rate();

  /** Returns how many channels a frame has, 1 or more. */
  int channels();

  /**
   * Returns how many frames the file says there are, where it says so and this can be believed: a
   * number to check against, not to allocate by.
   */
  OptionalLong frames();

  /**
   * Reads frames.
   *
   * @param target takes frames, channel after channel within a frame; full scale is [-1, 1], and
   *     every value is finite
   * @param frames how many to read at most; {@code target} must hold them
   * @return how many were read, 1 or more; -1 at the end
   * @throws IOException saying what is wrong, if the file is damaged or ends too early
   */
  int read(float[] target, int frames) throws IOException;

  /**
   * Skips frames, as far as there are any.
   *
   * @param frames how many, 0 or more
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
