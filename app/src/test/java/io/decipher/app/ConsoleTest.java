package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleTest {
  private static final String COLUMNS = "decipher.columns";

  @AfterEach
  void no_terminal() {
    System.clearProperty(Console.TERMINAL);
    System.clearProperty(COLUMNS);
  }

  private static String shown() {
    StringWriter err = new StringWriter();
    try (Console console = Console.of(new PrintWriter(err, true))) {
      for (String stage : new String[] {"data", "nearest neighbours", "layout"}) {
        console.progress(new Progress(stage, 0, "a detail of some length, as there are many"));
        console.progress(new Progress(stage, 1, "epoch 200 of 200, and what else there is to say"));
      }
    }
    return err.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 80, 200})
  void a_bar_never_fills_the_line_so_that_it_does_not_wrap(int columns) {
    System.setProperty(Console.TERMINAL, "true");
    System.setProperty(COLUMNS, Integer.toString(columns));
    String shown = shown();
    assertThat(shown).contains("█").doesNotContain("\n");
    assertThat(Arrays.stream(shown.split("\r")).mapToInt(String::length).max().orElseThrow())
        .isLessThan(columns);
  }

  @Test
  void what_is_no_terminal_gets_a_line_a_stage() {
    assertThat(shown().lines()).hasSize(3).allMatch(line -> !line.contains("\r"));
  }
}
