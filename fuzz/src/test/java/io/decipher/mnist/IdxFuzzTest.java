// SPDX-License-Identifier: Apache-2.0
package io.decipher.mnist;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.decipher.FuzzedFile;
import io.decipher.api.DecipherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Whatever an IDX file holds, packed or not, it is read, or refused. */
class IdxFuzzTest {
  private static final Path FILE = FuzzedFile.directory().resolve("fuzzed-idx3-ubyte");

  @FuzzTest(maxDuration = "24h", maxExecutions = 10_000_000)
  void reads(byte[] bytes) throws IOException {
    Files.write(FILE, bytes);
    for (IdxFile.Kind kind : IdxFile.Kind.values()) {
      try {
        IdxFile.at(FILE).read(kind, OptionalInt.empty(), "set train-limit");
      } catch (DecipherException refused) {
        requireWords(refused);
      }
    }
    new IdxReader().accepts(FILE);
  }

  private static void requireWords(Exception refused) {
    if (refused.getMessage() == null) {
      throw new AssertionError("refused without a word", refused);
    }
  }
}
