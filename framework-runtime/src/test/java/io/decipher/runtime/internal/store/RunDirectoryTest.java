// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir Path temporary;

  private Path run() {
    return temporary.resolve("run");
  }

  @Test
  void a_disk_that_fills_up_keeps_the_old_file_and_leaves_no_half_one() throws IOException {
    try (RunDirectory directory = RunDirectory.create(run()).advising("do this")) {
      directory.writeText("a.txt", "old");
      assertThatThrownBy(
              () ->
                  directory.write(
                      "a.txt",
                      file -> {
                        Files.writeString(file, "ha");
                        throw new IOException("No space left on device");
                      }))
          .isInstanceOf(DecipherException.class)
          .hasMessageMatching(
              Pattern.quote(run().resolve("a.txt").toString())
                  + " cannot be written: No space left on device: [\\d,]+ [kM]B are free there,"
                  + " but more is needed; what was written before is kept: once that is fixed,"
                  + " do this");
      assertThat(run().resolve("a.txt")).hasContent("old");
      assertThat(RunDirectory.names(run())).containsExactly("a.txt");
    }
  }

  @Test
  void a_directory_is_replaced_as_a_whole() throws IOException {
    try (RunDirectory directory = RunDirectory.create(run())) {
      directory.writeDirectory("model", to -> Files.writeString(to.resolve("old.bin"), "1"));
      directory.writeDirectory("model", to -> Files.writeString(to.resolve("new.bin"), "2"));
      assertThat(RunDirectory.names(run().resolve("model")))
          .containsExactly(Manifest.FILE, "new.bin");
      assertThat(RunDirectory.names(run())).containsExactly("model");
    }
  }

  @Test
  void what_a_killed_process_left_half_written_is_removed() throws IOException {
    Files.createDirectories(run().resolve(".model.part/inner"));
    Files.createDirectories(run().resolve(".model.old"));
    Files.writeString(run().resolve(".labels.npy.part"), "ha");
    Files.writeString(run().resolve("labels.npy"), "whole");
    RunDirectory.reopen(run()).close();
    try (var held = Files.list(run())) {
      assertThat(held).containsExactly(run().resolve("labels.npy"));
    }
  }

  @Test
  void half_a_line_of_what_was_written_spoils_neither_the_next_line_nor_the_end()
      throws IOException {
    try (RunDirectory directory = RunDirectory.createResumable(run())) {
      directory.writeText("a.txt", "a");
    }
    Path journal = run().resolve(WrittenFiles.FILE);
    String whole = Files.readString(journal);
    for (String half : List.of(whole.substring(0, 20), whole.substring(0, whole.length() - 3))) {
      Files.writeString(journal, whole + half); // as a full disk leaves it
      try (RunDirectory directory = RunDirectory.reopen(run())) {
        directory.writeText("b.txt", "b");
      }
      try (RunDirectory directory = RunDirectory.reopen(run())) {
        assertThat(directory.path().resolve("b.txt")).hasContent("b");
      }
    }
    try (RunDirectory directory = RunDirectory.reopen(run())) {
      directory.finish("report.json", "{}");
    }
    assertThat(run().resolve("report.json")).exists();
  }

  @Test
  void what_others_keep_in_a_directory_lent_to_them_is_not_touched() throws IOException {
    try (RunDirectory directory = RunDirectory.create(run())) {
      Path lent = directory.within("checkpoints").lent("model-1");
      Files.writeString(lent.resolve(".weights.old"), "theirs");
      assertThat(directory.within("checkpoints").lent("model-1")).isEqualTo(lent);
      assertThat(lent.resolve(".weights.old")).hasContent("theirs");
    }
  }

  @Nested
  class A_lock {
    @Test
    void keeps_others_out_and_goes_with_the_run() {
      try (RunDirectory directory = RunDirectory.create(run())) {
        assertThat(directory.path()).isEqualTo(run());
        assertThatThrownBy(() -> RunDirectory.create(run()))
            .isInstanceOf(ConfigurationException.class)
            .hasMessageContaining("is in use by another run of this process");
        assertThatThrownBy(() -> RunDirectory.reopen(run()))
            .hasMessageContaining("is in use by another run of this process");
      }
      assertThat(run()).doesNotExist(); // it was made for the run, and nothing was written
    }

    @Test
    void of_a_killed_process_does_not_make_a_directory_look_full() throws IOException {
      Files.createDirectories(run());
      Files.createFile(run().resolve(RunLock.FILE));
      Files.writeString(run().resolve(RunLock.HOLDER), "{}");
      Files.writeString(run().resolve(".decipher.conf.part"), "deciph");
      try (RunDirectory directory = RunDirectory.create(run())) {
        directory.writeText(RunDirectory.CONFIGURATION, "decipher {}");
      }
      assertThat(RunDirectory.names(run())).containsExactly("decipher.conf");
      assertThat(run().resolve(RunLock.FILE)).doesNotExist();
      assertThat(run().resolve(RunLock.HOLDER)).doesNotExist();
    }

    @Test
    void is_not_even_tried_where_something_else_is() throws IOException {
      Files.createDirectories(run());
      Files.writeString(run().resolve("dear.txt"), "dear");
      assertThatThrownBy(() -> RunDirectory.create(run()))
          .hasMessageContaining("is not empty; name another directory (-o DIR)");
      try (var held = Files.list(run())) {
        assertThat(held).containsExactly(run().resolve("dear.txt"));
      }
    }
  }

  @Test
  void a_run_that_has_not_ended_is_told_from_other_things() throws IOException {
    Files.createDirectories(run().resolve("checkpoints"));
    Files.writeString(run().resolve("checkpoints/run.json"), "{}");
    assertThatThrownBy(() -> RunDirectory.create(run()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            run()
                + " holds a run that has not ended; resume it: decipher discover --resume "
                + run()
                + ", or name another directory (-o DIR)");
  }
}
