// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes WAV files for tests: one fmt and one data chunk, samples in [-1, 1]. */
public final class Wav {
  private Wav() {}

  /** Writes 16 bit, one channel. */
  public static Path write(Path file, double rate, float... samples) throws IOException {
    return Files.write(file, bytes(rate, 1, 16, false, false, samples));
  }

  /** Returns a file's bytes; samples are interleaved. */
  public static byte[] bytes(
      double rate, int channels, int bits, boolean isFloat, boolean extensible, float... samples) {
    int bytes = bits / 8;
    int format = extensible ? 40 : 16;
    int data = samples.length * bytes;
    ByteBuffer out = ByteBuffer.allocate(28 + format + data).order(ByteOrder.LITTLE_ENDIAN);
    text(out, "RIFF").putInt(20 + format + data);
    text(out, "WAVE");
    text(out, "fmt ").putInt(format);
    int tag = isFloat ? 3 : 1;
    out.putShort((short) (extensible ? 0xFFFE : tag)).putShort((short) channels);
    out.putInt((int) rate).putInt(((int) rate) * channels * bytes);
    out.putShort((short) (channels * bytes)).putShort((short) bits);
    if (extensible) {
      out.putShort((short) 22).putShort((short) bits).putInt(0).putShort((short) tag);
      out.put(new byte[14]);
    }
    text(out, "data").putInt(data);
    for (float sample : samples) {
      switch (isFloat ? -bits : bits) {
        case 8 -> out.put((byte) (Math.round(sample * 127) + 128));
        case 16 -> out.putShort((short) Math.round(sample * 32767));
        case 24 -> {
          int value = Math.round(sample * 8388607);
          out.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
        }
        case 32 -> out.putInt((int) Math.round(sample * 2147483647.0));
        case -32 -> out.putFloat(sample);
        default -> out.putDouble(sample);
      }
    }
    return out.array();
  }

  private static ByteBuffer text(ByteBuffer out, String four) {
    return out.put(four.getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns a sine. */
  public static float[] sine(double hertz, double amplitude, double rate, int count) {
    float[] samples = new float[count];
    for (int i = 0; i < count; i++) {
      samples[i] = (float) (amplitude * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    return samples;
  }
}
