// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

import java.util.Arrays;

/** Buffer of decoded frames that have not been read yet. */
final class Backlog {
  private final int channels;
  private float[] values = new float[0];
  private int position;
  private int end;

  Backlog(int channels) {
    this.channels = channels;
  }

  boolean isEmpty() {
    return position == end;
  }

  /**
   * Returns a buffer for {@code frames} new frames, all counted as waiting; none may be left
   * unread.
   */
  float[] refill(int frames) {
    position = 0;
    end = frames * channels;
    if (values.length < end) {
      values = new float[end];
    }
    return values;
  }

  int read(float[] target, int frames) {
    int taken = Math.min(frames * channels, end - position);
    System.arraycopy(values, position, target, 0, taken);
    position += taken;
    return taken / channels;
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOfRange(values, position, end));
  }
}
