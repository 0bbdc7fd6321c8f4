package io.decipher.runtime;

import io.decipher.api.FloatMatrix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what must be what it was. */
final class Digests {
  private static final int CHUNK = 1 << 16;

  private Digests() {}

  /** Returns the digest of a matrix's values, row by row, as little-endian float32. */
  static String of(FloatMatrix matrix) {
    MessageDigest digest = sha256();
    int step = Math.max(1, CHUNK / Math.max(1, matrix.columns()));
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(step * matrix.columns(), Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < matrix.rows(); row += step) {
      int count = Math.min(step, matrix.rows() - row);
      bytes.asFloatBuffer().put(matrix.buffer(row, count));
      digest.update(bytes.array(), 0, count * matrix.columns() * Float.BYTES);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Returns the digest of a file. */
  static String of(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] bytes = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        digest.update(bytes, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
