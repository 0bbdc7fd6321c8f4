// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 digests (FIPS 180-4), which identify files, data and settings. */
public final class Sha256 {
  private static final int CHUNK = 1 << 16;

  private Sha256() {}

  /** Returns a new SHA-256 digest. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the SHA-256 of bytes, in 64 hexadecimal digits. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /**
   * Returns the SHA-256 of a file, in 64 hexadecimal digits.
   *
   * @throws IOException if the file cannot be read
   */
  public static String hex(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] bytes = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        digest.update(bytes, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
