// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parser of Praat TextGrids, long and short. Both contain the same values in the same order: quoted
 * texts, flags in angle brackets and numbers; all words in between are for human readers.
 *
 * @see <a href="https://www.fon.hum.uva.nl/praat/manual/TextGrid_file_formats.html">Praat's
 *     manual</a>
 */
final class TextGrid {
  private final String text;
  private int position;

  private TextGrid(String text) {
    this.text = text;
  }

  static boolean accepts(String head) {
    return head.contains("ooTextFile") && head.contains("TextGrid");
  }

  /**
   * Returns the labelled intervals of the first tier that has any; points have no duration.
   *
   * @throws IOException if the text is truncated or malformed
   */
  static List<Selection> read(String text) throws IOException {
    TextGrid in = new TextGrid(text);
    in.quoted();
    in.quoted();
    in.number();
    in.number();
    if (!in.flag().equals("<exists>")) {
      return List.of();
    }
    double tiers = in.number();
    for (int tier = 0; tier < tiers; tier++) {
      boolean intervals = in.quoted().equals("IntervalTier");
      String name = in.quoted();
      in.number();
      in.number();
      double count = in.number();
      List<Selection> found = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        double begin = in.number();
        double end = intervals ? in.number() : begin;
        String label = in.quoted().strip();
        if (intervals && !label.isEmpty() && begin >= 0 && end > begin) {
          Map<String, String> columns = new LinkedHashMap<>();
          columns.put("Label", label);
          columns.put("Tier", name);
          found.add(Selection.labelled(begin, end, Integer.toString(i + 1), columns));
        }
      }
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private String quoted() throws IOException {
    String token = next();
    if (!token.startsWith("\"")) {
      throw new IOException("is a damaged TextGrid: expected a text in quotes, found " + token);
    }
    return token.substring(1);
  }

  private String flag() throws IOException {
    String token = next();
    return token.startsWith("<") ? token : "";
  }

  private double number() throws IOException {
    String token = next();
    double number = Delimited.number(token);
    if (!Double.isFinite(number)) {
      throw new IOException("is a damaged TextGrid: expected a number, found " + token);
    }
    return number;
  }

  /** Returns the next value; a text keeps its opening quote. */
  private String next() throws IOException {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '"') {
        return text();
      }
      if (c == '!') {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
      } else if (Character.isWhitespace(c)) {
        position++;
      } else {
        int begin = position;
        while (position < text.length() && !Character.isWhitespace(text.charAt(position))) {
          position++;
        }
        String word = text.substring(begin, position);
        if (word.startsWith("<") || Double.isFinite(Delimited.number(word))) {
          return word;
        }
      }
    }
    throw new IOException("is a damaged TextGrid: it ends too early");
  }

  private String text() throws IOException {
    StringBuilder result = new StringBuilder("\"");
    for (int i = position + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '"') {
        result.append(c);
      } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
        result.append('"');
        i++;
      } else {
        position = i + 1;
        return result.toString();
      }
    }
    throw new IOException("is a damaged TextGrid: a text has no closing quote");
  }
}
