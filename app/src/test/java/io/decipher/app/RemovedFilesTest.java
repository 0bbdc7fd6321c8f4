// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.report.corrections.Correction;
import io.decipher.report.corrections.CorrectionJournal;
import io.decipher.report.corrections.Refinement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that somebody removed from a run is not taken for one that the run never wrote. */
class RemovedFilesTest {
  @TempDir private Path temporary;

  private Path ended(String command) throws IOException {
    Path bars = TinyRuns.bars(temporary.resolve("bars"));
    Path run = temporary.resolve(command);
    TinyRuns.Answer answer = TinyRuns.decipher(TinyRuns.arguments(command, bars, run));
    assertThat(answer.status()).as(answer.err()).isZero();
    return run;
  }

  private static void assertMissed(TinyRuns.Answer answer, Path file) {
    assertThat(answer.status()).as(answer.err()).isEqualTo(Main.FAILED);
    assertThat(answer.err()).contains(file.toString()).doesNotContain("Exception");
  }

  @Test
  void refine_does_not_leave_out_a_model_whose_description_is_gone() throws IOException {
    Path run = ended("discover");
    try (CorrectionJournal journal = CorrectionJournal.open(run, Refinement.labels(run))) {
      journal.add(new Correction.Rename(0, "high"), "");
    }
    Path file = run.resolve("model/model.conf");
    Files.delete(file);
    String output = temporary.resolve("refined").toString();
    assertMissed(TinyRuns.decipher(List.of("refine", run.toString(), "-o", output)), file);
    assertMissed(
        TinyRuns.decipher(
            List.of("assign", "-m", run.toString(), run.resolve("features.npy").toString())),
        file);
  }

  @Test
  void a_training_is_not_measured_as_a_discovery_where_its_report_is_gone() throws IOException {
    Path run = ended("train");
    Path file = run.resolve("training.json");
    Files.delete(file);
    String output = temporary.resolve("measured").toString();
    assertMissed(
        TinyRuns.decipher(
            List.of(
                "evaluate", "-m", run.toString(), "--images", "4", "--samples", "2", "-o", output)),
        file);
  }
}
