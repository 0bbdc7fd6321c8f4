// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.IntStream;

/** Computes a digest of samples: of their values, then of their metadata. */
final class SamplesDigest {
  private SamplesDigest() {}

  static String of(Samples samples) {
    String values =
        samples instanceof RowSamples known && known.matrix().isPresent()
            ? known.matrix().get().sha256()
            : values(samples);
    boolean unequal =
        samples.type() instanceof SampleType.Sequence sequence
            && IntStream.range(0, samples.count())
                .anyMatch(i -> samples.length(i) != sequence.length());
    if (samples.names().isEmpty()
        && samples.attributes().names().isEmpty()
        && samples.missing().isEmpty()
        && !unequal) {
      return values;
    }
    MessageDigest all = Sha256.digest();
    all.update(values.getBytes(StandardCharsets.US_ASCII));
    samples
        .names()
        .ifPresent(
            names -> {
              all.update((byte) 'n');
              names.forEach(name -> Attributes.update(all, name));
            });
    all.update((byte) 'a');
    samples.attributes().update(all);
    samples
        .missing()
        .ifPresent(
            missing -> {
              all.update((byte) 'm');
              missing.update(all);
            });
    if (unequal) {
      all.update((byte) 'l');
      for (int i = 0; i < samples.count(); i++) {
        all.update(ByteBuffer.allocate(Integer.BYTES).putInt(samples.length(i)).flip());
      }
    }
    return HexFormat.of().formatHex(all.digest());
  }

  /** Returns the {@link FloatMatrix#sha256} of the values, wherever they are stored. */
  private static String values(Samples samples) {
    int size = samples.type().size();
    MessageDigest all = Sha256.digest();
    all.update(ByteBuffer.allocate(2 * Integer.BYTES).putInt(samples.count()).putInt(size).flip());
    MessageDigest block = Sha256.digest();
    int inBlock = 0;
    int step = Math.max(1, (1 << 20) / size);
    float[] rows = new float[Math.min(step, samples.count()) * size];
    ByteBuffer bytes =
        ByteBuffer.allocate(FloatMatrix.BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int first = 0; first < samples.count(); first += step) {
      int count = Math.min(step, samples.count() - first);
      samples.copyRows(first, count, rows, 0);
      int left;
      for (int at = 0; at < count * size; at += left) {
        left = Math.min(FloatMatrix.BLOCK - inBlock, count * size - at);
        bytes.asFloatBuffer().put(rows, at, left);
        block.update(bytes.array(), 0, left * Float.BYTES);
        inBlock += left;
        if (inBlock == FloatMatrix.BLOCK) {
          all.update(block.digest());
          inBlock = 0;
        }
      }
    }
    if (inBlock > 0) {
      all.update(block.digest());
    }
    return HexFormat.of().formatHex(all.digest());
  }
}
