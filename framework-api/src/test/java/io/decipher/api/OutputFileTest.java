// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir Path folder;

  @Test
  void a_full_disk_is_told_with_what_is_free() {
    Path file = folder.resolve("not/there/yet.npy");
    IOException full = new FileSystemException("yet.npy", null, "No space left on device");
    assertThat(OutputFile.isDiskFull(file, full)).isTrue();
    assertThat(OutputFile.problem(file, full))
        .matches(
            "yet.npy: No space left on device: [\\d,]+ [kM]B are free there, but more is needed");
  }

  @Test
  void the_system_s_reason_is_told_and_not_that_of_who_wrote() {
    IOException full = new IOException("No space left on device");
    assertThat(OutputFile.problem(folder, new IOException("error writing PNG file!", full)))
        .startsWith("No space left on device: ");
  }

  @Test
  void another_reason_is_told_by_its_kind() {
    IOException denied = new AccessDeniedException("labels.npy");
    assertThat(OutputFile.isDiskFull(folder, denied)).isFalse();
    assertThat(OutputFile.problem(folder, denied)).isEqualTo("AccessDenied: labels.npy");
    assertThat(OutputFile.problem(folder, new IOException("Is a directory")))
        .isEqualTo("Is a directory");
  }
}
