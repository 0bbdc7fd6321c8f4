// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import javazoom.jl.decoder.Bitstream;
import javazoom.jl.decoder.Decoder;
import javazoom.jl.decoder.Header;
import javazoom.jl.decoder.JavaLayerException;
import javazoom.jl.decoder.SampleBuffer;
import org.jspecify.annotations.Nullable;

/** MPEG audio, decoded with JLayer. */
final class Mp3Stream implements AudioStream {
  private static final float FULL_SCALE = 32_768f;
  // In a file that is not MPEG audio, bytes may look like one frame, but not like several in a row.
  private static final int FRAMES = 3;

  private final InputStream in;
  private final Bitstream bits;
  private final Decoder decoder = new Decoder();
  private final double rate;
  private final int channels;
  private final Backlog backlog;
  private int decoded;
  private boolean ended;

  private Mp3Stream(InputStream in) throws IOException {
    this.in = in;
    this.bits = new Bitstream(in);
    SampleBuffer first = next();
    if (first == null) {
      throw new IOException("is a damaged MP3 file: it has no frame");
    }
    this.rate = first.getSampleFrequency();
    this.channels = first.getChannelCount();
    this.backlog = new Backlog(channels);
    fill(first);
  }

  static Mp3Stream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      return new Mp3Stream(in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private @Nullable SampleBuffer next() throws IOException {
    try {
      Header header = bits.readFrame();
      if (header == null) {
        return null;
      }
      SampleBuffer buffer = (SampleBuffer) decoder.decodeFrame(header, bits);
      bits.closeFrame();
      decoded++;
      return buffer;
    } catch (JavaLayerException | RuntimeException e) {
      throw AudioFormat.damaged(AudioFormat.MP3, e);
    }
  }

  private void fill(SampleBuffer buffer) throws IOException {
    if (buffer.getSampleFrequency() != rate || buffer.getChannelCount() != channels) {
      throw new IOException("is a damaged MP3 file: its rate or its channels change");
    }
    int values = buffer.getBufferLength();
    short[] samples = buffer.getBuffer();
    float[] target = backlog.refill(values / channels);
    for (int i = 0; i < values / channels * channels; i++) {
      target[i] = samples[i] / FULL_SCALE;
    }
  }

  @Override
  public double rate() {
    return rate;
  }

  @Override
  public int channels() {
    return channels;
  }

  @Override
  public OptionalLong frames() {
    return OptionalLong.empty();
  }

  @Override
  public int read(float[] target, int frames) throws IOException {
    while (backlog.isEmpty()) {
      SampleBuffer buffer = ended ? null : next();
      if (buffer == null) {
        ended = true;
        if (decoded < FRAMES) {
          throw new EOFException("ends too early, after " + decoded + " frames of MPEG audio");
        }
        return -1;
      }
      fill(buffer);
    }
    return backlog.read(target, frames);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
