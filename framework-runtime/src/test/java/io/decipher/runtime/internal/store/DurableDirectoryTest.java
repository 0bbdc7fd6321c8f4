// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableDirectoryTest {
  @TempDir Path temporary;

  private DurableDirectory directory() {
    return new DurableDirectory(temporary);
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> held = Files.list(temporary)) {
      return held.map(file -> file.getFileName().toString()).toList().stream();
    }
  }

  @Test
  void a_file_that_cannot_be_written_whole_leaves_what_was_there() throws IOException {
    directory().write("a", file -> Files.writeString(file, "before"));
    assertThatThrownBy(
            () ->
                directory()
                    .write(
                        "a",
                        file -> {
                          Files.writeString(file, "half");
                          throw new IOException("disk full");
                        }))
        .hasMessage("disk full");
    assertThat(temporary.resolve("a")).hasContent("before");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void a_directory_is_replaced_at_once() throws IOException {
    for (String text : new String[] {"one", "two"}) {
      directory()
          .write(
              "d",
              path -> {
                Files.createDirectories(path);
                Files.writeString(path.resolve(text), text);
              });
    }
    assertThat(temporary.resolve("d/two")).hasContent("two");
    assertThat(temporary.resolve("d/one")).doesNotExist();
    assertThat(names()).containsExactly("d");
  }

  @Test
  void what_a_killed_process_left_is_removed_but_for_its_lock() throws IOException {
    Files.writeString(temporary.resolve(".a.part"), "half");
    Files.createDirectories(temporary.resolve(".d.old/inside"));
    Files.writeString(temporary.resolve(".lock-holder.part"), "somebody");
    Files.writeString(temporary.resolve("a.part"), "a person's");
    directory().removeHalfWritten();
    assertThat(names()).containsExactlyInAnyOrder(".lock-holder.part", "a.part");
  }

  /** The first example of FIPS 180-4's. */
  @Test
  void a_digest_is_sha_256() throws IOException {
    Path file = Files.writeString(temporary.resolve("abc"), "abc");
    assertThat(Sha256.hex(file))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
