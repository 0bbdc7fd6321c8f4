// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rows in the format of RFC 4180, except that lines end with a line feed only. */
public final class Csv {
  private Csv() {}

  /** Returns a row with its line end, quoting cells if necessary. */
  public static String row(List<String> cells) {
    return cells.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\n"));
  }

  /** Returns a cell, quoted if necessary. */
  public static String quoted(String text) {
    return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Returns a number with the given number of decimals; empty if it is not finite. */
  static String number(double value, int decimals) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "";
  }
}
