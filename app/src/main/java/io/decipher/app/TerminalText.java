// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import java.util.Locale;

/**
 * Makes text from untrusted files safe to print on a terminal: control characters are shown instead
 * of sent, and overlong lines are shortened.
 */
final class TerminalText {
  private static final int LONGEST_LINE = 600;

  private TerminalText() {}

  /**
   * Returns the text with every control character except line feed and tab as {@code \xNN}, every
   * format character, such as those that change the writing direction, as {@code \\uNNNN}, and the
   * middle of lines of more than 600 characters replaced by a note. A carriage return at the end of
   * a line is dropped.
   */
  static String of(String text) {
    StringBuilder shown = new StringBuilder();
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        end = text.length();
      }
      if (start > 0) {
        shown.append('\n');
      }
      line(text, start, end, shown);
      start = end + 1;
    }
    return shown.toString();
  }

  private static void line(String text, int start, int end, StringBuilder shown) {
    int length = end - start;
    if (length <= LONGEST_LINE) {
      characters(text, start, end, shown);
      return;
    }
    int head = LONGEST_LINE * 2 / 3;
    int tail = LONGEST_LINE - head;
    characters(text, start, start + head, shown);
    shown.append(" … (").append(length - LONGEST_LINE).append(" characters left out) … ");
    characters(text, end - tail, end, shown);
  }

  private static void characters(String text, int start, int end, StringBuilder shown) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '\r' && i + 1 == end) {
        continue;
      }
      if (c != '\t' && Character.isISOControl(c)) {
        shown.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      } else if (Character.getType(c) == Character.FORMAT) {
        shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        shown.append(c);
      }
    }
  }
}
