// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.ConfigurationException;
import io.decipher.report.ReportSamples;
import io.decipher.report.RunFixture;
import io.decipher.report.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        .contains("3,item 3,0,0,trill,0.85");
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
