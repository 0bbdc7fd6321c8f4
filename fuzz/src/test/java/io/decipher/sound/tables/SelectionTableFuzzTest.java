// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.tables;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.decipher.FuzzedFile;
import io.decipher.api.DecipherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whatever a table beside recordings holds, it is read, or refused in words. */
class SelectionTableFuzzTest {
  private static final Path FILE = FuzzedFile.directory().resolve("fuzzed.txt");

  @FuzzTest(maxDuration = "24h", maxExecutions = 10_000_000)
  void reads(byte[] bytes) throws IOException {
    Files.write(FILE, bytes);
    try {
      SelectionTable.recognize(FILE);
      SelectionTable.read(FILE);
    } catch (DecipherException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("refused without a word", refused);
      }
    }
  }
}
