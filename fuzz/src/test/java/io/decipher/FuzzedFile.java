// SPDX-License-Identifier: Apache-2.0
package io.decipher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file, or a directory of files, that holds what the fuzzer thought of last. */
public final class FuzzedFile {
  private FuzzedFile() {}

  /** Returns a new directory, which goes with the process. */
  public static Path directory() {
    try {
      Path directory = Files.createTempDirectory("decipher-fuzz-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path directory) {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
