// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * WAVE files: a sequence of chunks, of which {@code fmt} gives the format and {@code data} contains
 * the samples. No allocation depends on a size in a header; a data chunk of declared size 0 or all
 * ones, as left by recorders that were interrupted or write to a pipe, extends to the end of the
 * file.
 *
 * @see <a href="https://www.itu.int/rec/R-REC-BS.2088">ITU-R BS.2088, RIFF WAVE and its 64-bit
 *     extension</a>
 */
final class WavStream implements AudioStream {
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int EXTENSIBLE = 0xFFFE;
  private static final long UNKNOWN = 0xFFFF_FFFFL;
  private static final int HEADER = 8;
  private static final int CHUNKS = 10_000;
  private static final int BLOCK = 1 << 16;
  private static final int MOST_CHANNELS = 1024;
  private static final double HIGHEST_RATE = 10e6;
  // Beyond this a sample is not sound, and its square would no longer fit in a float.
  private static final float LOUDEST = 1e6f;

  private final FileChannel channel;
  private final Layout layout;
  private final long end;
  private final ByteBuffer buffer;
  private long position;

  /** The sample layout. */
  private record Layout(double rate, int channels, int bytes, boolean isFloat) {
    int frame() {
      return channels * bytes;
    }
  }

  private WavStream(FileChannel channel, Layout layout, long begin, long end, ByteOrder order) {
    this.channel = channel;
    this.layout = layout;
    this.position = begin;
    this.end = end;
    int frames = Math.max(1, BLOCK / layout.frame());
    this.buffer = ByteBuffer.allocate(frames * layout.frame()).order(order);
  }

  static WavStream open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      return open(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static WavStream open(FileChannel channel) throws IOException {
    long size = channel.size();
    ByteBuffer head = at(channel, 0, 12, ByteOrder.LITTLE_ENDIAN);
    String form = text(head, 0);
    ByteOrder order = form.equals("RIFX") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    long wideData = -1;
    Layout layout = null;
    long at = 12;
    for (int chunk = 0; chunk < CHUNKS && at + HEADER <= size; chunk++) {
      ByteBuffer header = at(channel, at, HEADER, order);
      String name = text(header, 0);
      long length = Integer.toUnsignedLong(header.getInt(4));
      long content = at + HEADER;
      if (name.equals("ds64")) {
        wideData = at(channel, content + 8, 8, order).getLong(0);
      } else if (name.equals("fmt ")) {
        layout = layout(channel, content, length, order);
      } else if (name.equals("data")) {
        if (layout == null) {
          throw new IOException("is a damaged WAV file: its samples come before their format");
        }
        boolean wide = length == UNKNOWN && wideData >= 0;
        return new WavStream(
            channel, layout, content, end(content, wide ? wideData : length, size, layout), order);
      }
      at = content + length + (length & 1);
    }
    throw new IOException(
        layout == null
            ? "is a damaged WAV file: it has no format"
            : "is a damaged WAV file: it has no samples");
  }

  private static Layout layout(FileChannel channel, long at, long length, ByteOrder order)
      throws IOException {
    if (length < 16) {
      throw new IOException("is a damaged WAV file: its format has " + length + " bytes, not 16");
    }
    ByteBuffer fmt = at(channel, at, (int) Math.min(length, 40), order);
    int tag = Short.toUnsignedInt(fmt.getShort(0));
    int channels = Short.toUnsignedInt(fmt.getShort(2));
    double rate = Integer.toUnsignedLong(fmt.getInt(4));
    int block = Short.toUnsignedInt(fmt.getShort(12));
    int bits = Short.toUnsignedInt(fmt.getShort(14));
    if (tag == EXTENSIBLE && fmt.limit() >= 26) {
      tag = Short.toUnsignedInt(fmt.getShort(24));
    }
    if (tag != PCM && tag != FLOAT) {
      throw new IOException(
          "is a WAV file of encoding "
              + tag
              + "; expected PCM (1) or floating point (3); convert it, e.g. to FLAC");
    }
    int bytes = (bits + 7) / 8;
    boolean known = tag == FLOAT ? bits == 32 || bits == 64 : bits >= 1 && bits <= 32;
    if (!known) {
      throw new IOException(
          "is a WAV file of "
              + bits
              + " bits per sample; expected "
              + (tag == FLOAT ? "32 or 64 in floating point" : "8, 16, 24 or 32"));
    }
    if (channels < 1 || channels > MOST_CHANNELS || block != channels * bytes) {
      throw new IOException(
          "is a damaged WAV file: "
              + channels
              + " channels of "
              + bits
              + " bits in frames of "
              + block
              + " bytes");
    }
    if (rate < 1 || rate > HIGHEST_RATE) {
      throw new IOException("is a damaged WAV file: its rate is " + (long) rate + " Hz");
    }
    return new Layout(rate, channels, bytes, tag == FLOAT);
  }

  private static long end(long begin, long length, long size, Layout layout) throws IOException {
    long there = size - begin;
    boolean open = length == UNKNOWN || (length == 0 && there > 0);
    if (!open && (length < 0 || length > there)) {
      throw new EOFException(
          "ends too early: its header promises "
              + length / layout.frame()
              + " samples, but there are "
              + there / layout.frame());
    }
    long bytes = open ? there : length;
    return begin + bytes - bytes % layout.frame();
  }

  private static ByteBuffer at(FileChannel channel, long position, int length, ByteOrder order)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(order);
    fill(channel, position, bytes);
    return bytes.flip();
  }

  private static void fill(FileChannel channel, long position, ByteBuffer bytes)
      throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException("ends too early, within its header");
      }
    }
  }

  private static String text(ByteBuffer bytes, int at) {
    byte[] four = new byte[4];
    bytes.get(at, four);
    return new String(four, StandardCharsets.ISO_8859_1);
  }

  @Override
  public double rate() {
    return layout.rate;
  }

  @Override
  public int channels() {
    return layout.channels;
  }

  @Override
  public OptionalLong frames() {
    return OptionalLong.of((end - position) / layout.frame());
  }

  @Override
  public int read(float[] target, int frames) throws IOException {
    long left = (end - position) / layout.frame();
    if (left == 0) {
      return -1;
    }
    int wanted = (int) Math.min(left, Math.min(frames, buffer.capacity() / layout.frame()));
    buffer.clear().limit(wanted * layout.frame());
    fill(channel, position, buffer);
    position += buffer.limit();
    int values = wanted * layout.channels;
    for (int i = 0; i < values; i++) {
      target[i] = value(i * layout.bytes);
    }
    return wanted;
  }

  private float value(int at) {
    if (layout.isFloat) {
      float value = layout.bytes == 4 ? buffer.getFloat(at) : (float) buffer.getDouble(at);
      return Float.isNaN(value) ? 0 : Math.max(-LOUDEST, Math.min(LOUDEST, value));
    }
    return switch (layout.bytes) {
      case 1 -> (Byte.toUnsignedInt(buffer.get(at)) - 128) / 128f;
      case 2 -> buffer.getShort(at) * 0x1p-15f;
      case 3 -> int24(at) * 0x1p-23f;
      default -> buffer.getInt(at) * 0x1p-31f;
    };
  }

  private int int24(int at) {
    int first = Byte.toUnsignedInt(buffer.get(at));
    int middle = Byte.toUnsignedInt(buffer.get(at + 1));
    int last = Byte.toUnsignedInt(buffer.get(at + 2));
    int bits =
        buffer.order() == ByteOrder.LITTLE_ENDIAN
            ? last << 24 | middle << 16 | first << 8
            : first << 24 | middle << 16 | last << 8;
    return bits >> 8;
  }

  @Override
  public void skip(long frames) {
    position = Math.min(end, position + Math.multiplyExact(frames, (long) layout.frame()));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
