// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of table cells: numbers, missing values and dates. */
public final class Cells {
  // As written by R, pandas, numpy, SPSS, Excel and people; compared in lower case.
  private static final Set<String> MISSING =
      Set.of(
          "", "na", "n/a", "#n/a", "nan", "-nan", "null", "none", "nil", "?", "-", "--", ".",
          "missing", "#value!", "#div/0!");
  private static final Set<String> INFINITE =
      Set.of("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");
  private static final int LONGEST_NUMBER = 400;
  private static final Pattern ISO =
      Pattern.compile("(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})(?:[T ]\\d{1,2}:\\d{2}.*)?");
  private static final Pattern DAY_FIRST =
      Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})(?: \\d{1,2}:\\d{2}.*)?");
  private static final Pattern SLASHES =
      Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{4})(?: \\d{1,2}:\\d{2}.*)?");

  private Cells() {}

  /** Returns whether a cell stands for a missing value. */
  public static boolean isMissing(String cell) {
    String text = cell.strip();
    return text.length() <= 8 && MISSING.contains(text.toLowerCase(Locale.ROOT));
  }

  /** Returns whether a cell is an infinity, as written by numpy and others. */
  public static boolean isInfinite(String cell) {
    String text = cell.strip();
    return text.length() <= 9 && INFINITE.contains(text.toLowerCase(Locale.ROOT));
  }

  /** Returns whether a cell has the syntax of a number, of any magnitude. */
  public static boolean isNumeral(String cell, char decimal) {
    String text = cell.strip();
    int end = text.length();
    if (end == 0 || end > LONGEST_NUMBER) {
      return false;
    }
    int at = text.charAt(0) == '+' || text.charAt(0) == '-' ? 1 : 0;
    int digits = 0;
    while (at < end && isDigit(text.charAt(at))) {
      at++;
      digits++;
    }
    if (at < end && text.charAt(at) == decimal) {
      at++;
      while (at < end && isDigit(text.charAt(at))) {
        at++;
        digits++;
      }
    }
    if (digits == 0) {
      return false;
    }
    if (at < end && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < end && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      int exponent = at;
      while (at < end && isDigit(text.charAt(at))) {
        at++;
      }
      if (at == exponent) {
        return false;
      }
    }
    return at == end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * Returns the number in a cell: decimal digits with an optional sign, decimal mark and exponent.
   * No other syntax is accepted. The number is infinite if it exceeds the range of a double.
   */
  public static OptionalDouble number(String cell, char decimal) {
    if (!isNumeral(cell, decimal)) {
      return OptionalDouble.empty();
    }
    String text = cell.strip();
    return OptionalDouble.of(
        Double.parseDouble(decimal == '.' ? text : text.replace(decimal, '.')));
  }

  /**
   * Returns the number of days from 1970-01-01 to the date in a cell, such as 2024-05-17, 17.5.2024
   * or 5/17/2024.
   *
   * @param dayFirst whether the day precedes the month in dates with slashes
   */
  public static OptionalLong day(String cell, boolean dayFirst) {
    String text = cell.strip();
    Matcher iso = ISO.matcher(text);
    if (iso.matches()) {
      return day(iso.group(1), iso.group(2), iso.group(3));
    }
    Matcher dots = DAY_FIRST.matcher(text);
    if (dots.matches()) {
      return day(dots.group(3), dots.group(2), dots.group(1));
    }
    Matcher slashes = SLASHES.matcher(text);
    if (slashes.matches()) {
      return dayFirst
          ? day(slashes.group(3), slashes.group(2), slashes.group(1))
          : day(slashes.group(3), slashes.group(1), slashes.group(2));
    }
    return OptionalLong.empty();
  }

  private static OptionalLong day(String year, String month, String day) {
    try {
      return OptionalLong.of(
          LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day))
              .toEpochDay());
    } catch (DateTimeException noSuchDay) {
      return OptionalLong.empty();
    }
  }
}
