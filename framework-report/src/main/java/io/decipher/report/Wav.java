// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writer of mono 16-bit WAV files. */
final class Wav {
  private static final int HEADER = 44;

  private Wav() {}

  /**
   * Returns a WAV file, normalized to nearly full scale.
   *
   * @param values samples of one channel
   * @param length number of samples to write, from the first
   * @param rate sampling rate in hertz
   */
  static byte[] of(float[] values, int length, int rate) {
    float peak = 0;
    for (int i = 0; i < length; i++) {
      peak = Math.max(peak, Math.abs(values[i]));
    }
    int bytes = Short.BYTES * length;
    ByteBuffer out = ByteBuffer.allocate(HEADER + bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(HEADER - 8 + bytes);
    out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    out.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(Short.BYTES * rate);
    out.putShort((short) Short.BYTES).putShort((short) 16);
    out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    for (int i = 0; i < length; i++) {
      out.putShort((short) Math.round(peak == 0 ? 0 : values[i] / peak * 32_000));
    }
    return out.array();
  }
}
