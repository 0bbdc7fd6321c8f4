// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * One channel of a recording, or the mean of all, read in windows from the beginning to the end. A
 * window may overlap those before it as far back as {@link #release} allows; only that much is in
 * memory. What lies before the beginning or behind the end is silence.
 */
public final class ChannelReader implements Closeable {
  /** Stands for the mean of all channels. */
  public static final int MEAN = -1;

  private static final int BLOCK = 8192;

  private final AudioStream stream;
  private final int channel;
  private final float[] block;
  private float[] kept = new float[2 * BLOCK];
  private long begin; // of what is kept, in frames
  private int size;
  private long released = Long.MIN_VALUE;
  private boolean ended;

  private ChannelReader(AudioStream stream, int channel) {
    this.stream = stream;
    this.channel = channel;
    this.block = new float[Math.multiplyExact(BLOCK, stream.channels())];
  }

  /**
   * Opens a recording.
   *
   * @param channel the channel, from 0, or {@link #MEAN}
   * @throws IOException saying what is wrong with the file, without its name
   */
  public static ChannelReader open(Path file, int channel) throws IOException {
    AudioStream stream = AudioFormat.open(file);
    if (channel >= stream.channels()) {
      stream.close();
      throw new IOException(
          "has no channel " + (channel + 1) + ", but " + stream.channels() + " in all");
    }
    return new ChannelReader(stream, channel);
  }

  /** Returns samples a second, in hertz. */
  public double rate() {
    return stream.rate();
  }

  /**
   * Copies a window.
   *
   * @param from its first sample, which must not lie before what was released; may be negative
   * @param target takes the window
   * @param count how long it is
   * @return how many samples of the window lie before the recording's end; those at negative
   *     positions count, too
   */
  public int copy(long from, float[] target, int count) throws IOException {
    if (from < released) {
      throw new IllegalArgumentException("sample " + from + " was released, up to " + released);
    }
    long until = from + count;
    while (!ended && begin + size < until) {
      fill(Math.max(0, released));
    }
    Arrays.fill(target, 0, count, 0);
    long first = Math.max(from, begin);
    long last = Math.min(until, begin + size);
    if (last > first) {
      System.arraycopy(
          kept, (int) (first - begin), target, (int) (first - from), (int) (last - first));
    }
    return ended ? (int) Math.max(0, Math.min(count, begin + size - from)) : count;
  }

  /** Lets go of all samples before one; windows begin there or later from now on. */
  public void release(long before) {
    released = Math.max(released, before);
  }

  private void fill(long keep) throws IOException {
    long end = begin + size;
    if (keep > end) {
      stream.skip(keep - end);
      begin = keep;
      size = 0;
    } else if (keep > begin) {
      int dropped = (int) (keep - begin);
      // Moved only where that frees half of what is kept, so that a sample is moved twice at most.
      if (dropped >= size / 2) {
        System.arraycopy(kept, dropped, kept, 0, size - dropped);
        begin = keep;
        size -= dropped;
      }
    }
    int read = stream.read(block, BLOCK);
    if (read < 0) {
      ended = true;
      return;
    }
    if (size + read > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(size + read, Math.multiplyExact(kept.length, 2)));
    }
    int channels = stream.channels();
    for (int i = 0; i < read; i++) {
      kept[size + i] = mix(i * channels, channels);
    }
    size += read;
  }

  private float mix(int at, int channels) {
    if (channel >= 0) {
      return block[at + channel];
    }
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      sum += block[at + c];
    }
    return (float) (sum / channels);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
