// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.djl.Tensor;
import io.decipher.djl.training.Training;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir Path parent;
  private Path directory;
  private final List<String> heard = new ArrayList<>();

  @BeforeEach
  void name() {
    directory = parent.resolve("training");
  }

  private Checkpoints checkpoints() {
    return new Checkpoints(
        directory, Duration.ZERO, Map.of("seed", "7", "samples", Fingerprint.of("a")));
  }

  private static Map<String, Supplier<Tensor>> tensors(float value) {
    Map<String, Supplier<Tensor>> tensors = new LinkedHashMap<>();
    tensors.put("net/trained/w", () -> Tensor.of(new float[] {value, Float.MIN_VALUE, -0f}, 3));
    tensors.put("net/trained/größe", () -> Tensor.filled(value, 300_000, 1)); // more than a chunk
    return tensors;
  }

  private void write(int step) {
    checkpoints().write(step, Map.of("loss", Double.toString(step / 3.0)), tensors(step));
  }

  private Optional<Checkpoint> latest() {
    return checkpoints().latest(heard::add);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private Path file(int step, String name) {
    return directory.resolve("checkpoint-0000000" + step).resolve(name);
  }

  private void flip(Path file, int place) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[place < 0 ? bytes.length + place : place] ^= 4;
    Files.write(file, bytes);
  }

  @Test
  void the_newest_is_read_as_it_was_written() {
    write(3);
    write(4);
    Checkpoint checkpoint = latest().orElseThrow();
    assertThat(checkpoint.number("loss")).isEqualTo(4 / 3.0);
    assertThat(checkpoint.tensors("net/trained/").get("w"))
        .isEqualTo(tensors(4).get("net/trained/w").get());
    assertThat(checkpoint.tensors("net/trained/").get("größe"))
        .isEqualTo(tensors(4).get("net/trained/größe").get());
    assertThat(heard).isEmpty();
  }

  @Test
  void two_are_kept_and_nothing_else() throws IOException {
    for (int step = 1; step <= 5; step++) {
      write(step);
    }
    assertThat(names()).containsExactly("checkpoint-00000004", "checkpoint-00000005");
  }

  @Test
  void there_are_none_at_first() throws IOException {
    assertThat(latest()).isEmpty();
    Files.createDirectories(directory);
    assertThat(latest()).isEmpty();
  }

  @Test
  void one_that_was_being_written_is_no_checkpoint() throws IOException {
    write(1);
    Files.createDirectories(directory.resolve("checkpoint-00000002.part"));
    Files.writeString(directory.resolve("checkpoint-00000002.part").resolve("tensors"), "half");
    assertThat(latest().orElseThrow().number("loss")).isEqualTo(1 / 3.0);
    assertThat(names()).containsExactly("checkpoint-00000001");
  }

  @Nested
  class One_that_is_damaged {
    @Test
    void is_named_and_set_aside_and_the_one_before_it_is_used() throws IOException {
      write(1);
      write(2);
      flip(file(2, "tensors"), 5);
      assertThat(latest().orElseThrow().number("loss")).isEqualTo(1 / 3.0);
      assertThat(heard).hasSize(1);
      assertThat(heard.get(0))
          .isEqualTo(
              file(2, "tensors")
                  + ": is damaged: the SHA-256 of net/trained/w does not match; continuing from"
                  + " checkpoint-00000001 instead");
      assertThat(names()).containsExactly("checkpoint-00000001", "checkpoint-00000002.damaged");
      write(2);
      assertThat(latest().orElseThrow().number("loss")).isEqualTo(2 / 3.0);
    }

    @Test
    void is_refused_where_there_is_no_other() throws IOException {
      write(1);
      write(2);
      flip(file(1, "manifest"), 40);
      flip(file(2, "tensors"), -1);
      assertThatThrownBy(CheckpointsTest.this::latest)
          .isInstanceOf(DecipherException.class)
          .hasMessageContainingAll(
              file(2, "tensors") + ": is damaged: the SHA-256 of net/trained/größe",
              file(1, "manifest") + ": is damaged",
              "there is no other checkpoint to resume from: delete " + directory);
      assertThat(names()).containsExactly("checkpoint-00000001", "checkpoint-00000002");
    }

    @Test
    void is_found_whichever_byte_of_the_manifest_differs_and_wherever_it_ends() throws IOException {
      checkpoints().write(1, Map.of("loss", "0.5"), Map.of("w", () -> Tensor.filled(1, 2)));
      Path manifest = file(1, "manifest");
      byte[] bytes = Files.readAllBytes(manifest);
      for (int i = 0; i < bytes.length; i++) {
        byte[] changed = bytes.clone();
        changed[i] ^= (byte) (1 << (i % 8));
        refused(manifest, changed);
        refused(manifest, Arrays.copyOf(bytes, i));
      }
    }

    private void refused(Path file, byte[] bytes) throws IOException {
      Files.write(file, bytes);
      assertThatThrownBy(CheckpointsTest.this::latest)
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith(file + ": ");
    }

    @Test
    void is_found_where_a_file_is_shorter_or_missing() throws IOException {
      write(1);
      Files.write(file(1, "tensors"), new byte[8]);
      assertThatThrownBy(CheckpointsTest.this::latest)
          .hasMessageContaining("tensors: has 8 bytes; the manifest says 1200012");
      Files.delete(file(1, "tensors"));
      assertThatThrownBy(CheckpointsTest.this::latest)
          .hasMessageContaining("tensors: there is no such file");
      Files.delete(file(1, "manifest"));
      assertThatThrownBy(CheckpointsTest.this::latest)
          .hasMessageContaining("manifest: there is no such file");
    }
  }

  @Nested
  class One_of_another_kind {
    private void seal(Path manifest, String text) throws Exception {
      byte[] digest =
          java.security.MessageDigest.getInstance("SHA-256")
              .digest(text.getBytes(StandardCharsets.UTF_8));
      Files.writeString(manifest, text + "sha256 " + HexFormat.of().formatHex(digest) + "\n");
    }

    @Test
    void is_refused_by_its_version() throws Exception {
      write(1);
      seal(file(1, "manifest"), "decipher-checkpoint 2\nwhatever\n");
      assertThatThrownBy(CheckpointsTest.this::latest)
          .hasMessageContainingAll("'decipher-checkpoint 2'", "this Decipher reads version 1");
    }

    @Test
    void is_refused_by_lines_that_lie() throws Exception {
      write(1);
      for (String line :
          List.of(
              "tensor w abc 2147483647 2147483647 999999999",
              "tensor w abc -3",
              "tensor w abc 1000000000",
              "tensor",
              "value a",
              "other things")) {
        seal(file(1, "manifest"), "decipher-checkpoint 1\n" + line + "\n");
        assertThatThrownBy(CheckpointsTest.this::latest)
            .as(line)
            .isInstanceOf(DecipherException.class)
            .hasMessageStartingWith(directory.toString());
      }
    }

    @Test
    void is_refused_if_it_is_of_another_training() {
      write(1);
      Checkpoints others =
          new Checkpoints(
              directory, Duration.ZERO, Map.of("seed", "7", "samples", Fingerprint.of("b")));
      assertThatThrownBy(() -> others.latest(heard::add))
          .isInstanceOf(DecipherException.class)
          .hasMessageContainingAll(
              "checkpoint-00000001: belongs to another training, with a different samples.",
              "delete " + directory);
    }
  }

  @Nested
  class One_that_cannot_be_written {
    @Test
    void ends_with_a_clear_error_and_leaves_the_last_good_one() throws IOException {
      write(1);
      Checkpoints full =
          new Checkpoints(
              directory,
              Duration.ZERO,
              Map.of(),
              (place, fingerprint, values, tensors) -> {
                Files.writeString(place.resolve("tensors"), "half of it");
                throw new IOException("No space left on device");
              });
      assertThatThrownBy(() -> full.write(2, Map.of(), tensors(2)))
          .isInstanceOf(DecipherException.class)
          .hasMessageContainingAll(
              "checkpoint-00000002: the checkpoint cannot be written: No space left on device",
              "the last good one is kept, checkpoint-00000001");
      assertThat(names()).containsExactly("checkpoint-00000001");
      assertThat(latest().orElseThrow().number("loss")).isEqualTo(1 / 3.0);
    }

    @Test
    void says_so_where_a_file_is_in_the_way() throws IOException {
      Files.writeString(directory, "a file");
      assertThatThrownBy(() -> write(1))
          .isInstanceOf(DecipherException.class)
          .hasMessageContainingAll("checkpoint-00000001", "FileAlreadyExists: " + directory);
    }

    @Test
    void is_not_written_with_a_value_that_is_not_finite() throws IOException {
      write(1);
      Map<String, Supplier<Tensor>> bad = tensors(2);
      bad.put(
          "net/trained/z",
          () -> {
            throw new Training.NotFiniteException("a value of z", Double.NaN);
          });
      assertThatThrownBy(() -> checkpoints().write(2, Map.of(), bad))
          .isInstanceOf(Training.NotFiniteException.class);
      assertThat(names()).containsExactly("checkpoint-00000001");
    }
  }
}
