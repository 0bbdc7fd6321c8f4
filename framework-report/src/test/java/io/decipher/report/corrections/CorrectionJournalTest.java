// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorrectionJournalTest {
  private static final Labels FOUND = Labels.of(0, 0, 0, 0, 1, 1, 1, 2, 2, -1);

  @TempDir Path run;

  private CorrectionJournal open() {
    return CorrectionJournal.open(
        run, FOUND, Clock.fixed(Instant.parse("2026-11-30T01:02:03.4Z"), ZoneOffset.UTC));
  }

  private Path file() {
    return run.resolve(CorrectionJournal.FILE);
  }

  @Nested
  class What_is_said {
    @Test
    void a_merge_keeps_the_first_number_and_any_name() {
      try (CorrectionJournal journal = open()) {
        journal.add(new Correction.Rename(2, " trill "), "ada");
        journal.add(new Correction.Merge(List.of(1, 2)), "ada");
        assertThat(journal.classes().labels()).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 1, -1);
        assertThat(journal.classes().names()).containsOnlyKeys(1).containsValue("trill");
      }
    }

    @Test
    void a_split_takes_a_number_that_was_never_used() {
      try (CorrectionJournal journal = open()) {
        journal.add(new Correction.Merge(List.of(0, 2)), "");
        journal.add(new Correction.Split(0, SampleSet.of(1, 8), "lasso"), "");
        assertThat(journal.classes().labels()).containsExactly(0, 3, 0, 0, 1, 1, 1, 0, 3, -1);
        assertThat(journal.classes().next()).isEqualTo(4);
      }
    }

    @Test
    void samples_are_rejected_assigned_and_reviewed() {
      try (CorrectionJournal journal = open()) {
        journal.add(new Correction.Reject(SampleSet.of(0)), "");
        journal.add(new Correction.Assign(2, SampleSet.of(9, 1)), "");
        journal.add(new Correction.Reviewed(SampleSet.of(4, 5)), "");
        journal.add(new Correction.Same(1, 2), "");
        assertThat(journal.classes().labels()).containsExactly(-1, 2, 0, 0, 1, 1, 1, 2, 2, 2);
        assertThat(journal.classes().reviewed()).hasToString("4-5");
        assertThat(journal.classes().answers()).containsExactly(new Correction.Same(1, 2));
      }
    }

    @Test
    void what_cannot_be_is_refused_and_leaves_no_trace() throws IOException {
      try (CorrectionJournal journal = open()) {
        String before = Files.readString(file());
        assertThatThrownBy(() -> journal.add(new Correction.Rename(7, "x"), ""))
            .isInstanceOf(DecipherException.class)
            .hasMessageContaining("there is no class 7; there are [0, 1, 2]");
        assertThatThrownBy(
                () -> journal.add(new Correction.Split(1, SampleSet.of(4, 7), "lasso"), ""))
            .hasMessageContaining("sample 7 is not of class 1");
        assertThatThrownBy(
                () -> journal.add(new Correction.Split(1, SampleSet.of(4, 5, 6), "lasso"), ""))
            .hasMessageContaining("all the members of class 1");
        assertThatThrownBy(() -> journal.add(new Correction.Reject(SampleSet.of(10)), ""))
            .hasMessageContaining("there is no sample 10");
        assertThat(Files.readString(file())).isEqualTo(before);
        assertThat(journal.entries()).isEmpty();
      }
    }
  }

  @Nested
  class Taking_back {
    @Test
    void goes_back_step_by_step_and_forth_again() {
      try (CorrectionJournal journal = open()) {
        journal.add(new Correction.Rename(0, "a"), "");
        journal.add(new Correction.Rename(0, "b"), "");
        journal.undo("");
        assertThat(journal.classes().names()).containsEntry(0, "a");
        journal.undo("");
        assertThat(journal.classes().names()).isEmpty();
        assertThat(journal.undo("")).isEmpty();
        journal.redo("");
        assertThat(journal.classes().names()).containsEntry(0, "a");
        journal.redo("");
        assertThat(journal.classes().names()).containsEntry(0, "b");
        assertThat(journal.redo("")).isEmpty();
        journal.undo("");
        assertThat(journal.classes().names()).containsEntry(0, "a");
      }
    }

    @Test
    void nothing_is_done_again_once_something_else_was_said() {
      try (CorrectionJournal journal = open()) {
        journal.add(new Correction.Rename(0, "a"), "");
        journal.undo("");
        journal.add(new Correction.Rename(1, "b"), "");
        assertThat(journal.redo("")).isEmpty();
      }
    }

    @Test
    void overwrites_nothing() throws IOException {
      try (CorrectionJournal journal = open()) {
        journal.add(new Correction.Rename(0, "a"), "");
        String before = Files.readString(file());
        journal.undo("");
        assertThat(Files.readString(file())).startsWith(before).contains("\"undoes\":1");
      }
    }
  }

  @Nested
  class On_disk {
    @Test
    void it_says_who_and_when() throws IOException {
      try (CorrectionJournal journal = open()) {
        journal.add(new Correction.Merge(List.of(2, 0)), "ada");
      }
      assertThat(Files.readAllLines(file()).get(1))
          .isEqualTo(
              "{\"entry\":1,\"at\":\"2026-11-30T01:02:03Z\",\"by\":\"ada\",\"action\":\"merge\","
                  + "\"classes\":[2,0]}");
    }

    @Test
    void every_action_is_read_as_it_was_written() {
      List<Correction> all =
          List.of(
              new Correction.Rename(0, "name, with \"quotes\" \u2028 and ü"),
              new Correction.Split(0, SampleSet.of(1, 2), "tree"),
              new Correction.Merge(List.of(1, 2)),
              new Correction.Assign(1, SampleSet.of(9)),
              new Correction.Reject(SampleSet.of(0)),
              new Correction.Reviewed(SampleSet.of(3, 4, 5)),
              new Correction.Same(1, 2),
              new Correction.Different(1, 3));
      int[] after;
      try (CorrectionJournal journal = open()) {
        all.forEach(one -> journal.add(one, "x"));
        after = journal.classes().labels();
      }
      try (CorrectionJournal journal = open()) {
        assertThat(journal.entries().stream().map(entry -> entry.correction().orElseThrow()))
            .containsExactlyElementsOf(all);
        assertThat(journal.classes().labels()).isEqualTo(after);
      }
    }

    @Test
    void a_torn_last_line_is_cut_off_and_the_rest_holds() throws IOException {
      try (CorrectionJournal journal = open()) {
        journal.add(new Correction.Rename(0, "a"), "");
      }
      Files.writeString(file(), "{\"entry\":2,\"at\":\"20", StandardOpenOption.APPEND);
      try (CorrectionJournal journal = open()) {
        assertThat(journal.entries()).hasSize(1);
        journal.add(new Correction.Rename(1, "b"), "");
      }
      assertThat(CorrectionJournal.read(run, FOUND)).hasSize(2);
    }

    @Test
    void a_torn_first_line_is_begun_anew() throws IOException {
      Files.writeString(file(), "{\"journal\":");
      try (CorrectionJournal journal = open()) {
        assertThat(journal.entries()).isEmpty();
      }
      assertThat(CorrectionJournal.read(run, FOUND)).isEmpty();
    }

    @Test
    void a_damaged_line_is_named() throws IOException {
      try (CorrectionJournal journal = open()) {
        journal.add(new Correction.Rename(0, "a"), "");
      }
      Files.writeString(file(), "nonsense\n", StandardOpenOption.APPEND);
      assertThatThrownBy(() -> CorrectionJournal.read(run, FOUND))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining(CorrectionJournal.FILE + ": 3: ");
      assertThatThrownBy(() -> open()).isInstanceOf(DecipherException.class);
    }

    @Test
    void it_is_not_applied_to_other_labels() {
      open().close();
      assertThatThrownBy(() -> CorrectionJournal.read(run, Labels.of(0, 1)))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("corrects other classes");
    }

    @Test
    void a_second_writer_is_told_and_a_later_one_is_not() {
      try (CorrectionJournal journal = open()) {
        assertThat(journal.entries()).isEmpty();
        assertThatThrownBy(CorrectionJournalTest.this::open)
            .isInstanceOf(ConfigurationException.class)
            .hasMessageContaining("another explorer");
      }
      open().close();
    }

    @Test
    void a_spreadsheet_finds_no_formula_in_it() {
      try (CorrectionJournal journal = open()) {
        journal.add(new Correction.Rename(0, "=HYPERLINK(\"x\")"), "");
        assertThat(journal.csv()).contains("\"'=HYPERLINK(\"\"x\"\")\"");
      }
    }
  }

  @Test
  void sample_sets_are_ranges() {
    assertThat(SampleSet.of(7, 3, 8, 9, 3)).hasToString("3,7-9");
    assertThat(SampleSet.parse("3,7-9", 10)).isEqualTo(SampleSet.of(3, 7, 8, 9));
    assertThat(SampleSet.parse("", 10).size()).isZero();
    for (String wrong : List.of("x", "3-", "-1", "5-3", "10", "1,,2", "99999999999")) {
      assertThatThrownBy(() -> SampleSet.parse(wrong, 10))
          .as(wrong)
          .isInstanceOf(DecipherException.class);
    }
  }
}
