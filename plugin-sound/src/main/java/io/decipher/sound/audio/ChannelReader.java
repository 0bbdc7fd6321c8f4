// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads one channel of a recording, or the mean of all, in windows from beginning to end. A window
 * may overlap earlier ones as far back as {@link #release} allows; only that much is kept in
 * memory. Samples before the beginning and after the end are silence.
 */
public final class ChannelReader implements Closeable {
  /** Denotes the mean of all channels. */
  public static final int MEAN = -1;

  private static final int BLOCK = 8192;

  private final AudioStream stream;
  private final int channel;
  private final float[] block;
  private float[] kept = new float[2 * BLOCK];
  private long begin; // of the kept samples, in frames
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
   * @throws IOException if the file cannot be read; the message says why, without the file name
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

  /** Returns the sampling rate in hertz. */
  public double rate() {
    return stream.rate();
  }

  /**
   * Copies a window.
   *
   * @param from first sample; may be negative, but not before the released position
   * @param target receives the window
   * @param count length of the window
   * @return number of samples of the window before the recording's end, including those at negative
   *     positions
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

  /** Releases all samples before a position; later windows must begin there or after it. */
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
      // Moved only if that frees half of the kept samples, so each is moved at most twice.
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
