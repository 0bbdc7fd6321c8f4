// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.tables;

import java.util.ArrayList;
import java.util.List;

/**
 * Parser of delimited text: cells separated by tabs, commas or semicolons, quoted where they
 * contain one.
 */
final class Delimited {
  /**
   * A row.
   *
   * @param line its first line, from 1
   */
  record Row(int line, List<String> cells) {}

  private Delimited() {}

  /** Returns the most frequent separator of the first line. */
  static char separator(String text) {
    int end = text.indexOf('\n');
    String first = end < 0 ? text : text.substring(0, end);
    char best = ',';
    long most = 0;
    for (char separator : new char[] {'\t', ';', ','}) {
      long count = first.chars().filter(c -> c == separator).count();
      if (count > most) {
        most = count;
        best = separator;
      }
    }
    return best;
  }

  /** Returns the rows that are not blank. */
  static List<Row> rows(String text, char separator) {
    List<Row> rows = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    int line = 1;
    int begin = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
      }
      if (quoted) {
        if (c != '"') {
          cell.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"' && cell.toString().isBlank()) {
        cell.setLength(0);
        quoted = true;
      } else if (c == separator) {
        cells.add(take(cell));
      } else if (c == '\n' || c == '\r') {
        end(rows, cells, cell, begin);
        cells = new ArrayList<>();
        begin = line;
      } else {
        cell.append(c);
      }
    }
    end(rows, cells, cell, begin);
    return rows;
  }

  private static void end(List<Row> rows, List<String> cells, StringBuilder cell, int line) {
    cells.add(take(cell));
    if (cells.stream().anyMatch(text -> !text.isEmpty())) {
      rows.add(new Row(line, cells));
    }
  }

  private static String take(StringBuilder cell) {
    String text = cell.toString().strip();
    cell.setLength(0);
    return text;
  }

  /** Parses a number, allowing a decimal comma; returns NaN if it is not a number. */
  static double number(String text) {
    try {
      return Double.parseDouble(text.indexOf('.') < 0 ? text.replace(',', '.') : text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
