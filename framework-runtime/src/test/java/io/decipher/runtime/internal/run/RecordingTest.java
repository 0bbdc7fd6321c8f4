// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.SampleType;
import io.decipher.runtime.internal.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
  @TempDir Path temporary;

  private final List<Object> heard = new ArrayList<>();
  private final ProgressListener listener =
      new ProgressListener() {
        @Override
        public void progress(Progress progress) {
          heard.add(progress);
        }

        @Override
        public void epoch(EpochMetrics metrics) {
          heard.add(metrics);
        }

        @Override
        public void samples(String stage, int epoch, FloatMatrix samples, SampleType shape) {
          heard.add(samples);
        }

        @Override
        public void warning(String text) {
          heard.add(text);
        }
      };

  @Test
  void what_is_told_is_passed_on_and_kept() throws IOException {
    Progress progress = new Progress("model", 0.5, "");
    EpochMetrics epoch = new EpochMetrics("model", 2, 1.5, Map.of("loss", 3.0));
    FloatMatrix drawn = FloatMatrix.wrap(3, 16, new float[48]);
    Path run = temporary.resolve("run");
    try (RunDirectory directory = RunDirectory.create(run)) {
      Recording recording = new Recording(listener, directory, () -> heard.add("kept"));
      assertThat(recording.last()).isEmpty();
      recording.progress(progress);
      recording.epoch(epoch);
      recording.samples("model", 2, drawn, SampleType.image(4, 4));
      recording.warning("look out");
      assertThat(recording.last()).containsExactly(Map.entry("loss", 3.0));
    }
    assertThat(heard).containsExactly(progress, "kept", epoch, drawn, "look out");
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(1);
    assertThat(run.resolve("samples/model-002.png")).isRegularFile();
    assertThat(Files.readAllLines(run.resolve("warnings.txt"))).containsExactly("look out");
  }

  @Test
  void a_run_that_goes_on_keeps_a_warning_once() throws IOException {
    Path run = temporary.resolve("run");
    try (RunDirectory directory = RunDirectory.create(run)) {
      new Recording(listener, directory, () -> {}).warning("look out");
    }
    Files.writeString(run.resolve("warnings.txt"), "look out\nbe ca"); // killed in the next
    try (RunDirectory directory = RunDirectory.reopen(run)) {
      Recording recording = new Recording(listener, directory, () -> {});
      recording.warning("look out");
      recording.warning("be careful");
    }
    assertThat(heard).containsExactly("look out", "look out", "be careful");
    assertThat(run.resolve("warnings.txt")).hasContent("look out\nbe careful\n");
  }

  @Test
  void what_is_no_image_is_passed_on_alone() {
    Path run = temporary.resolve("run");
    try (RunDirectory directory = RunDirectory.create(run)) {
      FloatMatrix drawn = FloatMatrix.wrap(3, 5, new float[15]);
      new Recording(listener, directory, () -> {}).samples("model", 1, drawn, SampleType.vector(5));
      assertThat(heard).containsExactly(drawn);
    }
    assertThat(run.resolve("samples")).doesNotExist();
  }
}
