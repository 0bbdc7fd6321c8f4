// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptionTest {
  @TempDir Path temporary;

  private Path run(String name, String... files) throws IOException {
    Path run = Files.createDirectories(temporary.resolve(name));
    for (String file : files) {
      Files.createFile(run.resolve(file));
    }
    return run;
  }

  @Test
  void says_what_is_kept_and_how_to_go_on() throws IOException {
    Path run = run("run", ".lock", "checkpoints", "decipher.conf", "labels.npy");
    assertThat(Interruption.kept(run, Interruption.RESUME))
        .isEqualTo(
            "interrupted; kept in "
                + run
                + ": checkpoints, decipher.conf, labels.npy; resume with: decipher discover"
                + " --resume "
                + run);
  }

  @Test
  void puts_a_directory_that_a_shell_would_part_in_quotes() throws IOException {
    Path run = run("my run", "checkpoints");
    assertThat(Interruption.kept(run, Interruption.RESUME)).endsWith("--resume \"" + run + "\"");
  }

  @Test
  void promises_no_going_on_where_there_is_none() throws IOException {
    assertThat(Interruption.kept(run("groups", "decipher.conf"), ""))
        .endsWith("groups: decipher.conf");
    assertThat(Interruption.kept(run("new", "decipher.conf"), Interruption.RESUME))
        .endsWith("new: decipher.conf");
    assertThat(Interruption.kept(run("empty"), Interruption.RESUME))
        .startsWith("interrupted; nothing was written to ");
    assertThat(Interruption.kept(temporary.resolve("none"), Interruption.RESUME))
        .isEqualTo("interrupted; nothing was written");
  }
}
