// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jflac.ChannelData;
import org.jflac.FLACDecoder;
import org.jflac.frame.Frame;
import org.jflac.metadata.StreamInfo;

/** FLAC of up to 24 bits, decoded with jFLAC. */
final class FlacStream implements AudioStream {
  private static final int MOST_BITS = 24;
  private static final int MARK = 4;
  private static final int BLOCK_HEADER = 4;
  private static final int STREAM_INFO = 34;

  private final InputStream in;
  private final FLACDecoder decoder;
  private final StreamInfo info;
  private final Backlog backlog;
  private long read;

  private FlacStream(InputStream in, FLACDecoder decoder, StreamInfo info) {
    this.in = in;
    this.decoder = decoder;
    this.info = info;
    this.backlog = new Backlog(info.getChannels());
  }

  static FlacStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      InputStream bare = withoutMetadata(in);
      FLACDecoder decoder = new FLACDecoder(bare);
      try {
        decoder.readMetadata();
      } catch (IOException e) {
        throw AudioFormat.damaged(AudioFormat.FLAC, e);
      }
      StreamInfo info = decoder.getStreamInfo();
      if (info == null) {
        throw new IOException("is a damaged FLAC file: it has no stream information");
      }
      if (info.getBitsPerSample() < 4 || info.getBitsPerSample() > MOST_BITS) {
        throw new IOException(
            "is a FLAC file of "
                + info.getBitsPerSample()
                + " bits per sample; expected at most "
                + MOST_BITS
                + "; convert it to WAV");
      }
      if (info.getSampleRate() < 1) {
        throw new IOException("is a damaged FLAC file: its rate is 0 Hz");
      }
      return new FlacStream(in, decoder, info);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * Returns the stream with only its first metadata block. jFLAC allocates by the sizes that the
   * other blocks declare, and none of them is needed.
   */
  private static InputStream withoutMetadata(InputStream in) throws IOException {
    byte[] start = in.readNBytes(MARK + BLOCK_HEADER + STREAM_INFO);
    if (start.length < MARK + BLOCK_HEADER + STREAM_INFO
        || (start[MARK] & 0x7F) != 0
        || length(start, MARK + 1) != STREAM_INFO) {
      throw new IOException("is a damaged FLAC file: it has no stream information");
    }
    boolean last = start[MARK] < 0;
    start[MARK] |= (byte) 0x80;
    while (!last) {
      byte[] header = in.readNBytes(BLOCK_HEADER);
      if (header.length < BLOCK_HEADER) {
        throw new EOFException("ends too early, within its metadata");
      }
      last = header[0] < 0;
      in.skipNBytes(length(header, 1));
    }
    return new SequenceInputStream(new ByteArrayInputStream(start), in);
  }

  private static int length(byte[] bytes, int at) {
    return Byte.toUnsignedInt(bytes[at]) << 16
        | Byte.toUnsignedInt(bytes[at + 1]) << 8
        | Byte.toUnsignedInt(bytes[at + 2]);
  }

  @Override
  public double rate() {
    return info.getSampleRate();
  }

  @Override
  public int channels() {
    return info.getChannels();
  }

  @Override
  public OptionalLong frames() {
    return info.getTotalSamples() > 0
        ? OptionalLong.of(info.getTotalSamples() - read)
        : OptionalLong.empty();
  }

  @Override
  public int read(float[] target, int frames) throws IOException {
    while (backlog.isEmpty()) {
      if (!decode()) {
        return -1;
      }
    }
    int count = backlog.read(target, frames);
    read += count;
    return count;
  }

  /** Decodes the next frame; returns whether there was one. */
  private boolean decode() throws IOException {
    Frame frame;
    try {
      frame = decoder.readNextFrame();
    } catch (IOException | RuntimeException e) {
      throw AudioFormat.damaged(AudioFormat.FLAC, e);
    }
    if (decoder.getBadFrames() > 0) {
      throw new IOException("is a damaged FLAC file: a frame's checksum is wrong");
    }
    if (frame == null) {
      if (info.getTotalSamples() > read) {
        throw new EOFException(
            "ends too early: its header promises "
                + info.getTotalSamples()
                + " samples, but there are "
                + read);
      }
      return false;
    }
    int channels = info.getChannels();
    if (frame.header.channels != channels) {
      throw new IOException("is a damaged FLAC file: the number of channels changes");
    }
    int count = frame.header.blockSize;
    float[] values = backlog.refill(count);
    float scale = 1f / (1 << (info.getBitsPerSample() - 1));
    ChannelData[] data = decoder.getChannelData();
    for (int channel = 0; channel < channels; channel++) {
      int[] output = data[channel].getOutput();
      for (int i = 0; i < count; i++) {
        values[i * channels + channel] = output[i] * scale;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
