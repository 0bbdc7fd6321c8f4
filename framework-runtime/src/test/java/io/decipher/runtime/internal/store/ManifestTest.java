// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  @TempDir private Path folder;
  private Path run;

  @BeforeEach
  void a_run_has_ended() {
    run = folder.resolve("run");
    try (RunDirectory directory = RunDirectory.create(run)) {
      directory.writeText("decipher.conf", "decipher {}\n");
      directory.writeText("labels.npy", "some labels");
      directory.writeDirectory(
          "model",
          to -> {
            Files.writeString(to.resolve("model.conf"), "format = 1");
            Files.writeString(to.resolve("weights"), "0123456789");
          });
      directory.finish("report.json", "{}\n");
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(file -> Files.isRegularFile(file)).sorted().toList();
    }
  }

  @Test
  void an_untouched_run_and_its_model_are_whole() {
    assertThatCode(() -> Manifest.of(run).requireAll(Set.of())).doesNotThrowAnyException();
    assertThatCode(() -> Manifest.of(run.resolve("model")).requireAll(Set.of()))
        .doesNotThrowAnyException();
  }

  @Test
  void nothing_but_what_was_written_is_left() throws IOException {
    assertThat(files(run).stream().map(file -> run.relativize(file).toString()))
        .containsExactlyInAnyOrder(
            "decipher.conf",
            "labels.npy",
            "manifest.sha256",
            "model/manifest.sha256",
            "model/model.conf",
            "model/weights",
            "report.json");
  }

  @Test
  void each_byte_that_is_flipped_in_any_file_is_noticed() throws IOException {
    for (Path file : files(run)) {
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < bytes.length; i++) {
        byte[] flipped = bytes.clone();
        flipped[i] ^= 1;
        Files.write(file, flipped);
        assertThatThrownBy(() -> Manifest.of(run).requireAll(Set.of()))
            .as("%s, byte %s", file, i)
            .isInstanceOf(DecipherException.class);
      }
      Files.write(file, bytes);
    }
    Manifest.of(run).requireAll(Set.of());
  }

  @Test
  void each_file_that_is_cut_missing_or_added_is_named() throws IOException {
    for (Path file : files(run)) {
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
      assertThatThrownBy(() -> Manifest.of(run).requireAll(Set.of()))
          .hasMessageContaining(file.getFileName().toString());
      Files.delete(file);
      assertThatThrownBy(() -> Manifest.of(run).requireAll(Set.of()))
          .hasMessageContaining(file.getFileName().toString());
      Files.write(file, bytes);
    }
    Files.writeString(run.resolve("model/novelty.npy"), "planted");
    assertThatThrownBy(() -> Manifest.of(run.resolve("model")).requireAll(Set.of()))
        .hasMessageContaining("novelty.npy");
  }

  @Test
  void a_person_may_edit_the_configuration_where_that_is_allowed() throws IOException {
    Files.writeString(run.resolve("decipher.conf"), "decipher { seed = 7 }\n");
    Manifest manifest = Manifest.of(run);
    assertThatCode(() -> manifest.requireAll(Set.of("decipher.conf"))).doesNotThrowAnyException();
    assertThat(manifest.holds("decipher.conf")).isFalse();
    assertThat(manifest.holds("labels.npy")).isTrue();
  }

  @Test
  void a_file_that_is_damaged_while_a_run_is_down_stops_its_resumption() throws IOException {
    Path half = folder.resolve("half");
    try (RunDirectory directory = RunDirectory.createResumable(half)) {
      directory.writeText("labels.npy", "some labels");
    }
    RunDirectory.reopen(half).close();
    Files.writeString(half.resolve("labels.npy"), "some lAbels");
    assertThatThrownBy(() -> RunDirectory.reopen(half))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("labels.npy");
  }

  @Test
  void a_file_that_is_removed_while_a_run_is_down_stops_its_end() throws IOException {
    Path half = folder.resolve("half");
    try (RunDirectory directory = RunDirectory.createResumable(half)) {
      directory.writeText("labels.npy", "some labels");
      directory.writeText("outliers.npy", "of an earlier stage");
      directory.remove("outliers.npy");
    }
    Files.delete(half.resolve("labels.npy"));
    try (RunDirectory directory = RunDirectory.reopen(half)) {
      assertThatThrownBy(() -> directory.finish("report.json", "{}"))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("labels.npy, which the run had written, was removed");
      directory.writeText("labels.npy", "some labels"); // its stage is done again
      directory.finish("report.json", "{}");
    }
    assertThat(Manifest.of(half).names()).containsExactly("labels.npy", "report.json");
  }

  @Test
  void a_list_that_is_not_what_was_written_is_told() throws IOException {
    Path list = run.resolve(Manifest.FILE);
    String text = Files.readString(list);
    for (String other :
        List.of(
            text.replace("labels.npy", "labelz.npy"), // would pass for a run without labels
            text.substring(0, text.indexOf('\n') + 1), // cut
            text.lines().filter(line -> !line.startsWith("#")).collect(joining("\n", "", "\n")),
            text + text,
            "")) {
      Files.writeString(list, other);
      assertThatThrownBy(() -> Manifest.find(run))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("is not what was written");
    }
  }

  @Test
  void a_link_among_what_a_beginning_leaves_is_not_followed() throws IOException {
    for (String name : List.of(".decipher.conf.part", ".lock-holder.part", ".lock", ".written")) {
      Path victim = Files.writeString(folder.resolve("victim"), "precious");
      Path output = Files.createDirectory(folder.resolve("output" + name));
      Files.createSymbolicLink(output.resolve(name), victim);
      assertThatThrownBy(() -> RunDirectory.create(output))
          .as(name)
          .isInstanceOf(ConfigurationException.class);
      assertThat(victim).as(name).hasContent("precious");
    }
  }

  @Test
  void a_linked_directory_is_not_cleaned() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve(".precious.part"), "precious");
    Path other = folder.resolve("other");
    try (RunDirectory directory = RunDirectory.create(other)) {
      Files.createSymbolicLink(other.resolve("checkpoints"), elsewhere);
      assertThatThrownBy(() -> directory.within("checkpoints")).hasMessageContaining("link");
    }
    assertThat(elsewhere.resolve(".precious.part")).exists();
  }
}
