// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.decipher.FuzzedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whatever a configuration or a model.conf holds, it is read, or refused in words. */
class HoconFuzzTest {
  private static final Path FILE = FuzzedFile.directory().resolve("fuzzed.conf");

  @FuzzTest(maxDuration = "24h", maxExecutions = 10_000_000)
  void reads(byte[] bytes) throws IOException {
    Files.write(FILE, bytes);
    try {
      Settings.loadIsolated(FILE).render();
    } catch (ConfigurationException refused) {
      requireWords(refused);
    }
    try {
      Settings.load(FILE).render();
    } catch (ConfigurationException refused) {
      requireWords(refused);
    }
  }

  private static void requireWords(Exception refused) {
    if (refused.getMessage() == null) {
      throw new AssertionError("refused without a word", refused);
    }
  }
}
