// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.store;

import io.decipher.api.Sha256;
import io.decipher.djl.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/** Short texts that identify content: SHA-256 in hexadecimal digits. */
public final class Fingerprint {
  private Fingerprint() {}

  /** Returns the fingerprint of a text. */
  public static String of(String text) {
    MessageDigest digest = Sha256.digest();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return hex(digest);
  }

  /** Returns the fingerprint of numbers. */
  public static String of(int[] numbers) {
    MessageDigest digest = Sha256.digest();
    update(digest, numbers);
    return hex(digest);
  }

  /** Returns the fingerprint of named tensors, in order. */
  public static String of(Map<String, Tensor> tensors) {
    MessageDigest digest = Sha256.digest();
    tensors.forEach(
        (name, tensor) -> {
          digest.update((name + " " + tensor + "\n").getBytes(StandardCharsets.UTF_8));
          update(digest, tensor.values(), tensor.size());
        });
    return hex(digest);
  }

  private static void update(MessageDigest digest, int[] numbers) {
    ByteBuffer bytes = buffer(numbers.length);
    bytes.asIntBuffer().put(numbers);
    digest.update(bytes);
  }

  private static void update(MessageDigest digest, float[] values, int count) {
    ByteBuffer bytes = buffer(count);
    bytes.asFloatBuffer().put(values, 0, count);
    digest.update(bytes);
  }

  private static ByteBuffer buffer(int count) {
    return ByteBuffer.allocate(Math.multiplyExact(count, Float.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
