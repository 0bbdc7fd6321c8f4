// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.EpochMetrics;
import io.decipher.api.Progress;
import io.decipher.api.RunStage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleTest {
  private static final String WARNING =
      "classes follow the attribute 'recorder' (normalised mutual information 0.71); if they should"
          + " not, set decipher.dataset.nuisance=[recorder]"
          + " /a/path/without/any/blank/that/is/longer/than/a/line/of/a/narrow/terminal/can/ever/be";

  private final StringWriter written = new StringWriter();
  private final AtomicLong nanos = new AtomicLong();

  private static EpochMetrics epoch(int number) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", 98.2);
    values.put("kl", 18.21);
    values.put("elbo", -101.5);
    values.put("learning-rate", 0.0012);
    return new EpochMetrics("model", number, 3, 6.1, values);
  }

  private void after(double seconds) {
    nanos.addAndGet((long) (seconds * 1e9));
  }

  /** A run as it goes, 100 s of it. */
  private void run(Console console) {
    console.stage(new RunStage(1, 3, "reading the data", 0, 0.1));
    console.progress(new Progress("data", 0, ""));
    after(10);
    console.progress(new Progress("data", 1, ""));
    console.stage(new RunStage(2, 3, "training the model", 0.1, 0.9));
    for (int step = 0; step < 60; step++) {
      after(1);
      console.progress(
          new Progress(
              "model", (step + 1) / 60.0, "epoch " + (step / 20 + 1) + " of 3, loss 98.2"));
      if (step % 20 == 19) {
        console.epoch(epoch(step / 20 + 1));
      }
    }
    console.warning(WARNING);
    console.stage(new RunStage(3, 3, "drawing pictures", 0.9, 1));
    for (int i = 0; i < 20; i++) {
      after(0.5);
      console.progress(new Progress("nearest neighbours of each sample", 0, ""));
      after(0.5);
      console.progress(new Progress("nearest neighbours of each sample", 1, ""));
      console.progress(new Progress("layout", 1, ""));
    }
    console.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 60, 40, 24})
  void no_line_of_a_terminal_wraps(int columns) {
    run(Console.bar(new PrintWriter(written), columns - 1, nanos::get));
    for (String line : written.toString().split("[\r\n]+")) {
      assertThat(line.length()).as(line).isLessThan(columns);
    }
    assertThat(written.toString().replaceAll("\\s+", " "))
        .contains("stage 2 of 3: training the model", "epoch 3 of 3:");
  }

  @Test
  void a_bar_shows_step_and_whole() {
    run(Console.bar(new PrintWriter(written), 79, nanos::get));
    List<String> lines = List.of(written.toString().split("[\r\n]+"));
    // 10 s + 30 s have passed, and half of the 0.8 that the training is: 0.5 of the whole.
    assertThat(lines)
        .contains("model        ████████████░░░░░░░░░░░░  50 %  29 s left  all: 40 s of ~80 s");
  }

  @Test
  void lines_tell_stages_epochs_in_words_and_the_whole() {
    run(Console.lines(new PrintWriter(written), nanos::get));
    assertThat(written.toString().lines())
        .contains(
            "   0.0 s  stage 1 of 3: reading the data",
            "  10.0 s  stage 2 of 3: training the model (10 s so far, about 2 min left)",
            "  30.0 s    epoch 1 of 3: loss 98.20, KL divergence 18.21, held-out ELBO -101.50,"
                + " learning rate 1.2e-03, in 6.1 s",
            "warning: " + WARNING);
  }

  @Test
  void a_step_that_comes_again_and_again_is_told_once_in_a_while() {
    run(Console.lines(new PrintWriter(written), nanos::get));
    assertThat(written.toString().lines().filter(line -> line.contains("nearest neighbours")))
        .hasSizeLessThan(4);
    assertThat(written.toString().lines().filter(line -> line.contains("layout")))
        .hasSizeLessThan(3);
  }
}
