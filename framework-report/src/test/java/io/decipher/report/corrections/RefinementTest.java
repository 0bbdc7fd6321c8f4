// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Manifest;
import io.decipher.report.ReportSamples;
import io.decipher.report.RunFixture;
import io.decipher.report.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefinementTest {
  @TempDir Path place;
  private Path run;

  @BeforeEach
  void write() throws IOException {
    run = place.resolve("run");
    RunFixture.write(run);
  }

  private void correct(Correction... corrections) {
    try (CorrectionJournal journal = CorrectionJournal.open(run, RunFixture.labels())) {
      for (Correction one : corrections) {
        journal.add(one, "");
      }
    }
  }

  @Test
  void numbers_have_no_gaps_and_names_go_with_their_classes() {
    correct(
        new Correction.Rename(2, "whistle"),
        new Correction.Merge(List.of(0, 1)),
        new Correction.Split(2, SampleSet.of(60, 61, 62), "lasso"));
    Refinement refined = Refinement.of(run);
    assertThat(refined.labels().sizes()).containsExactly(60, 25, 3);
    assertThat(refined.names()).containsOnlyKeys(1).containsValue("whistle");
    assertThat(refined.moves())
        .contains(
            new Refinement.Move(0, 0, 30),
            new Refinement.Move(1, 0, 30),
            new Refinement.Move(2, 2, 3),
            new Refinement.Move(-1, -1, 2));
  }

  @Test
  void what_is_written_can_be_explored_and_refined_in_turn() throws IOException {
    correct(new Correction.Rename(0, "trill"), new Correction.Merge(List.of(1, 2)));
    Path refined = place.resolve("refined");
    Refinement.of(run).write(run, refined, i -> "item " + i);
    assertThat(Files.readString(refined.resolve("changes.csv")))
        .isEqualTo(
            """
            old,new,name,samples,share of old
            -1,-1,,2,1.0000
            0,0,trill,30,1.0000
            1,1,,30,1.0000
            2,1,,28,1.0000
            """);
    assertThat(Files.readAllLines(refined.resolve("items.csv")))
        .hasSize(91)
        .contains("name,class,strength,outlier_score,x,y,class_name,old_class")
        .anyMatch(line -> line.matches("item 3,0,0\\.85000,,-?[0-9.]+,-?[0-9.]+,trill,0"));
    assertThat(
            RunReport.of(
                    refined, ReportSamples.unknown(RunFixture.SAMPLES), RunReport.Limits.onePage())
                .header())
        .contains("\"name\":\"trill\"")
        .doesNotContain("\"evidence\"");
    try (CorrectionJournal journal = CorrectionJournal.open(refined, Refinement.labels(refined))) {
      assertThat(journal.classes().names()).containsEntry(0, "trill");
      journal.add(new Correction.Merge(List.of(1, 0)), "");
    }
    assertThat(Refinement.of(refined).labels().sizes()).containsExactly(88);
    assertThat(Refinement.of(refined).names()).containsEntry(0, "trill");
  }

  @Test
  void what_is_written_is_listed_whole_and_what_is_read_is_checked() throws IOException {
    correct(new Correction.Rename(0, "trill"));
    Path refined = place.resolve("refined");
    Refinement.of(run).write(run, refined, i -> "item " + i);
    Manifest.of(refined).requireAll(Set.of());
    Files.writeString(refined.resolve("names.json"), "{\"0\": \"thrill\"}");
    assertThatThrownBy(() -> ClassNames.read(refined)).hasMessageContaining("names.json");

    for (String name : List.of("labels.npy", "strengths.npy", "projection.npy", "report.json")) {
      byte[] whole = Files.readAllBytes(run.resolve(name));
      byte[] flipped = whole.clone();
      flipped[flipped.length / 2] ^= 1;
      Files.write(run.resolve(name), flipped);
      assertThatThrownBy(
              () -> Refinement.of(run).write(run, place.resolve("from-" + name), i -> ""))
          .as(name)
          .hasMessageContaining(name);
      Files.write(run.resolve(name), whole);
    }
  }

  @Test
  void a_journal_that_is_a_link_is_not_written_through() throws IOException {
    Path victim = Files.writeString(place.resolve("victim"), "precious");
    for (String name : List.of(CorrectionJournal.FILE, ".corrections.lock")) {
      Files.createSymbolicLink(run.resolve(name), victim);
      assertThatThrownBy(() -> CorrectionJournal.open(run, RunFixture.labels()).close())
          .isInstanceOf(DecipherException.class);
      assertThat(victim).hasContent("precious");
      Files.delete(run.resolve(name));
    }
  }

  @Test
  void what_the_run_tells_of_its_samples_stays_beside_their_new_classes() throws IOException {
    StringBuilder items =
        new StringBuilder("name,class,strength,outlier_score,x,y,begin,end,second_class,site\n");
    for (int i = 0; i < RunFixture.SAMPLES; i++) {
      items.append("a.wav@" + i + ",0,0.5,0.25,1.5,2.5," + i + "," + (i + 1) + ",2,\"a, b\"\n");
    }
    Files.writeString(run.resolve("items.csv"), items);
    RunFixture.seal(run);
    correct(new Correction.Rename(0, "trill"), new Correction.Merge(List.of(1, 2)));
    Path refined = place.resolve("refined");
    Refinement.of(run).write(run, refined, i -> "item " + i);
    assertThat(Files.readAllLines(refined.resolve("items.csv")))
        .hasSize(91)
        .contains(
            "name,class,strength,outlier_score,x,y,begin,end,class_name,old_class,site",
            "a.wav@3,0,0.85000,0.25,1.5,2.5,3,4,trill,0,\"a, b\"",
            "a.wav@60,1,1.00000,0.25,1.5,2.5,60,61,,2,\"a, b\"");
  }

  @Test
  void a_table_of_other_samples_is_refused() throws IOException {
    Files.writeString(run.resolve("items.csv"), "name,class\na,0\n");
    RunFixture.seal(run);
    correct(new Correction.Rename(0, "x"));
    Refinement refined = Refinement.of(run);
    assertThatThrownBy(() -> refined.write(run, place.resolve("refined"), i -> ""))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("items.csv: is not what the run wrote")
        .hasMessageContaining("90 rows");
  }

  @Test
  void a_run_without_corrections_is_refused() {
    assertThatThrownBy(() -> Refinement.of(run))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("holds no corrections");
  }

  @Test
  void a_directory_that_holds_something_is_left_alone() {
    correct(new Correction.Rename(0, "x"));
    Refinement refined = Refinement.of(run);
    assertThatThrownBy(() -> refined.write(run, run, i -> ""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("is not empty");
  }
}
