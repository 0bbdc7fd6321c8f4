// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rows as RFC 4180 has them, lines ended by a line feed alone. */
public final class Csv {
  private Csv() {}

  /** Returns a row, each cell quoted if need be, with the end of its line. */
  public static String row(List<String> cells) {
    return cells.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\n"));
  }

  /** Returns a cell, quoted if need be. */
  public static String quoted(String text) {
    return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Returns a number with so many decimals; nothing if it is not finite. */
  static String number(double value, int decimals) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "";
  }
}
