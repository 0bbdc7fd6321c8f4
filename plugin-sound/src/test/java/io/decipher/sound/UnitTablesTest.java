// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Attributes;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitTablesTest {
  private static final FoundClasses FOUND =
      new FoundClasses(
          Labels.of(0, 0, 1, Labels.NOISE),
          FloatMatrix.wrap(4, 1, new float[] {1, 0.5f, 0.75f, 0}));

  @TempDir private Path folder;

  private static Samples units(SampleType type) {
    return Samples.of(FloatMatrix.wrap(4, 4, new float[16]), type)
        .withAttributes(
            Attributes.none(4)
                .withText("recording", List.of("a", "a", "a", "b"))
                .withNumbers("begin", 0, 1, 2, 0)
                .withNumbers("end", 2, 3, 4, 2));
  }

  @Test
  void of_recordings_are_for_raven_audacity_praat_and_boris() throws IOException {
    new UnitTables().write(units(SampleType.image(2, 2)), FOUND, folder);
    try (var files = Files.walk(folder)) {
      assertThat(
              files
                  .filter(Files::isRegularFile)
                  .map(file -> folder.relativize(file).toString().replace('\\', '/')))
          .containsExactlyInAnyOrder(
              "raven/a.Table.1.selections.txt",
              "raven/b.Table.1.selections.txt",
              "raven/all.selections.txt",
              "audacity/a.txt",
              "audacity/b.txt",
              "praat/a.TextGrid",
              "praat/b.TextGrid",
              "events.csv",
              "sequences.csv",
              "transitions.csv",
              "transitions.svg",
              "transitions.dot");
    }
    assertThat(Files.readAllLines(folder.resolve("events.csv"))).hasSize(4);
  }

  @Test
  void of_a_log_are_bouts_without_what_only_sounds_have() throws IOException {
    new UnitTables().write(units(new SampleType.Sequence(1, 4, 2)), FOUND, folder);
    assertThat(folder.resolve("raven")).doesNotExist();
    assertThat(Files.readAllLines(folder.resolve("events.csv")))
        .hasSize(3)
        .anyMatch(line -> line.startsWith("a,a,No focal subject,0,,,STATE,0.000000,2.500000"))
        .anyMatch(line -> line.startsWith("a,a,No focal subject,1,,,STATE,2.500000,4.000000"));
  }
}
