// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenTest {
  @TempDir Path directory;

  @Test
  void names_only_what_is_there_and_counts_the_rest() throws IOException {
    for (String name : List.of("report.html", "items.csv", "labels.npy", ".hidden")) {
      Files.writeString(directory.resolve(name), "");
    }
    assertThat(Written.in(directory, "classes.png", "report.html", "items.csv"))
        .isEqualTo(directory + ": report.html, items.csv and 1 more");
    assertThat(Written.in(directory, "report.html", "items.csv", "labels.npy"))
        .isEqualTo(directory + ": report.html, items.csv, labels.npy");
    assertThat(Written.in(directory, "classes.png")).isEqualTo(directory + ": 3 files");
  }
}
