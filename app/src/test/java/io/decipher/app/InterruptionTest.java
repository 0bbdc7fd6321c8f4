// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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

  @Test
  void out_of_memory_names_the_command_that_goes_on() throws IOException {
    Path run = run("run", "checkpoints", "decipher.conf");
    StringWriter err = new StringWriter();
    assertThatThrownBy(
            () ->
                Interruption.guard(
                    1,
                    run,
                    Interruption.RESUME,
                    new PrintWriter(err),
                    context -> {
                      throw new OutOfMemoryError("Java heap space");
                    }))
        .isInstanceOf(DecipherException.class)
        .hasMessageStartingWith("there is not enough memory (Java heap space); use fewer samples")
        .hasMessageContaining("DECIPHER_JAVA_OPTS=-Xmx")
        .hasMessageEndingWith("resume with: decipher discover --resume " + run);
  }

  @Test
  void a_study_that_has_not_ended_goes_on_too() throws IOException {
    Path study = run("study", "decipher.conf", "seed-42", "study.json");
    assertThat(Interruption.kept(study, Interruption.RESUME)).endsWith("--resume " + study);
    Path ended = run("ended", "decipher.conf", "seed-42", "study.json", "summary.json");
    assertThat(Interruption.kept(ended, Interruption.RESUME)).doesNotContain("--resume");
  }
}
