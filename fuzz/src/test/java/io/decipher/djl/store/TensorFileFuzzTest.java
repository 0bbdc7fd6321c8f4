// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.store;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.decipher.FuzzedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Whatever a file of weights holds, it is read, or refused, also under a digest that is right. */
class TensorFileFuzzTest {
  private static final Path FILE = FuzzedFile.directory().resolve("fuzzed.tensors");
  private static final int DIGEST = 32;

  @FuzzTest(maxDuration = "24h", maxExecutions = 10_000_000)
  void reads(byte[] bytes) throws IOException, NoSuchAlgorithmException {
    read(bytes);
    read(sealed(bytes));
  }

  /** Returns the same, ending with the digest of what stands before. */
  private static byte[] sealed(byte[] bytes) throws NoSuchAlgorithmException {
    int data = Math.max(0, bytes.length - DIGEST);
    byte[] sealed = Arrays.copyOf(bytes, data + DIGEST);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(sealed, 0, data);
    System.arraycopy(digest.digest(), 0, sealed, data, DIGEST);
    return sealed;
  }

  private static void read(byte[] bytes) throws IOException {
    Files.write(FILE, bytes);
    try {
      TensorFile.read(FILE);
    } catch (IOException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("refused without a word", refused);
      }
    }
  }
}
