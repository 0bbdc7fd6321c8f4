// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {
  @Test
  void plain_text_of_any_language_stays_as_it_is() {
    String text = "dätä.csv: 3: 'λόγος' is no number\n\tsecond line";
    assertThat(TerminalText.of(text)).isEqualTo(text);
  }

  @Test
  void an_escape_sequence_is_shown_and_not_sent() {
    assertThat(TerminalText.of("1,\u001b[31mRED\u001b[0m")).isEqualTo("1,\\x1b[31mRED\\x1b[0m");
    assertThat(TerminalText.of("a\u009b31mb\u0007")).isEqualTo("a\\x9b31mb\\x07");
    assertThat(TerminalText.of("a\u202etxt.exe")).isEqualTo("a\\u202etxt.exe");
  }

  @Test
  void a_line_of_a_megabyte_keeps_its_head_and_its_tail() {
    String line = "a.csv: 1: '" + "x".repeat(1_000_000) + "' is no number; expected one";
    String shown = TerminalText.of("first\n" + line + "\nlast");
    assertThat(shown)
        .hasSizeLessThan(800)
        .startsWith("first\na.csv: 1: '")
        .contains("characters left out")
        .endsWith("expected one\nlast");
  }
}
