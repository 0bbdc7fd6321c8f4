// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.decipher.FuzzedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whatever a .npy file holds, it is read, or refused in words. */
class NpyFuzzTest {
  private static final Path FILE = FuzzedFile.directory().resolve("fuzzed.npy");

  @FuzzTest(maxDuration = "24h", maxExecutions = 10_000_000)
  void reads(byte[] bytes) throws IOException {
    Files.write(FILE, bytes);
    try {
      Npy.read(FILE);
    } catch (IOException | DecipherException refused) {
      requireWords(refused);
    }
    try {
      Npy.readInts(FILE, 4);
    } catch (IOException | DecipherException refused) {
      requireWords(refused);
    }
    try {
      Npy.readDoubles(FILE, 2, 2);
    } catch (IOException | DecipherException refused) {
      requireWords(refused);
    }
  }

  private static void requireWords(Exception refused) {
    if (refused.getMessage() == null) {
      throw new AssertionError("refused without a word", refused);
    }
  }
}
