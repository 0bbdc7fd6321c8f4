// SPDX-License-Identifier: Apache-2.0
package io.decipher.tables;

import io.decipher.api.DecipherException;
import io.decipher.text.Cells;
import io.decipher.text.ColumnKind;
import io.decipher.text.TextTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A column of a text table, and its inferred kind. */
final class Column {
  private static final double MOSTLY = 0.8;
  private static final int MOST_LEVELS = 50;
  private static final int LONG_TEXT = 24;
  private static final int FEW_TEXTS = 12;
  private static final double DENSE = 0.4;
  private static final Pattern NINES = Pattern.compile("-?9{2,}(?:[.,]0+)?");
  private static final double SENTINEL_AWAY = 3;
  private static final int LONGEST_SHOWN = 40;
  private static final int RECENT = 1 << 12;
  private static final Pattern ID_NAME =
      Pattern.compile(
          "(?:.*[ _.-])?(?:id|ids|index|idx|nr|no|number|key|row|rownames|uuid|guid|serial)");

  /** The name of a first column whose header is empty, like that of an index. */
  private static final String NAMELESS = "column 1";

  private final TextTable table;
  private final int index;
  private final Set<String> alsoMissing;
  private @Nullable Boolean knownDayFirst;
  private final BitSet strays = new BitSet(); // rows whose cells count as missing

  Column(TextTable table, int index, Set<String> alsoMissing) {
    this.table = table;
    this.index = index;
    this.alsoMissing = alsoMissing;
  }

  String name() {
    return table.columns().get(index);
  }

  String cell(int row) {
    return table.cell(row, index).strip();
  }

  boolean isMissing(int row) {
    String cell = table.cell(row, index);
    return strays.get(row) || Cells.isMissing(cell) || alsoMissing.contains(cell.strip());
  }

  /**
   * Treats cells that are not numbers as missing, if there are few of them.
   *
   * @return a note for the user about them, if there are any
   */
  Optional<String> disregardStrays() {
    BitSet found = new BitSet();
    List<String> named = new ArrayList<>();
    int filled = 0;
    boolean dayFirst = isDayFirst();
    for (int row = 0; row < table.count(); row++) {
      if (isMissing(row)) {
        continue;
      }
      filled++;
      OptionalDouble number = raw(row);
      boolean fits = number.isPresent() && Math.abs(number.getAsDouble()) <= Float.MAX_VALUE;
      if (!fits) {
        if (number.isEmpty() && Cells.day(cell(row), dayFirst).isPresent()) {
          return Optional.empty(); // a date that is to be a number
        }
        found.set(row);
        named.add("'" + shortened(cell(row)) + "' in line " + table.line(row));
      }
    }
    if (found.isEmpty() || found.cardinality() > (1 - MOSTLY) * filled) {
      return Optional.empty();
    }
    strays.or(found);
    return Optional.of(
        "column '"
            + name()
            + "': "
            + named.size()
            + (named.size() == 1
                ? " cell is not a number and counts as missing: "
                : " cells are not numbers and count as missing: ")
            + TextTable.list(named));
  }

  /**
   * Treats a number of nines only, such as -9999, as missing if it appears to mean that: if its
   * distance from all other values exceeds three times their range.
   *
   * @return a note for the user about it, if there is one
   */
  Optional<String> disregardSentinels() {
    Map<String, BitSet> nines = new TreeMap<>();
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < table.count(); row++) {
      OptionalDouble number = isMissing(row) ? OptionalDouble.empty() : raw(row);
      if (number.isEmpty()) {
        continue;
      }
      if (NINES.matcher(cell(row)).matches()) {
        nines.computeIfAbsent(cell(row), unused -> new BitSet()).set(row);
      } else {
        low = Math.min(low, number.getAsDouble());
        high = Math.max(high, number.getAsDouble());
      }
    }
    List<String> named = new ArrayList<>();
    for (Map.Entry<String, BitSet> one : nines.entrySet()) {
      double value = Cells.number(one.getKey(), decimal()).orElse(Double.NaN);
      double away = Math.max(low - value, value - high);
      if (high > low && away > SENTINEL_AWAY * (high - low)) {
        strays.or(one.getValue());
        named.add(one.getKey() + " (" + one.getValue().cardinality() + ")");
      }
    }
    return named.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "column '"
                + name()
                + "': "
                + TextTable.list(named)
                + " lies far from all other values and counts as missing; strict = true keeps it");
  }

  private static String shortened(String cell) {
    return cell.length() > LONGEST_SHOWN ? cell.substring(0, LONGEST_SHOWN) + "…" : cell;
  }

  int missing() {
    int count = 0;
    for (int row = 0; row < table.count(); row++) {
      count += isMissing(row) ? 1 : 0;
    }
    return count;
  }

  /** Returns the inferred kind of the column. */
  ColumnKind kind() {
    int filled = 0;
    int numerals = 0;
    int days = 0;
    long characters = 0;
    boolean dayFirst = isDayFirst();
    for (int row = 0; row < table.count(); row++) {
      if (isMissing(row)) {
        continue;
      }
      String cell = cell(row);
      filled++;
      characters += cell.length();
      if (Cells.isNumeral(cell, decimal()) || Cells.isInfinite(cell)) {
        numerals++;
      } else if (Cells.day(cell, dayFirst).isPresent()) {
        days++;
      }
    }
    if (filled == 0) {
      return ColumnKind.CONSTANT;
    }
    if (numerals >= MOSTLY * filled) {
      return numberKind(filled);
    }
    int distinct = distinct();
    if (distinct == 1) {
      return ColumnKind.CONSTANT;
    }
    if (days >= MOSTLY * filled) {
      return ColumnKind.DATE;
    }
    double length = (double) characters / filled;
    boolean sparse = filled < table.count() / 2 || distinct > FEW_TEXTS;
    if (length > LONG_TEXT && sparse) {
      return ColumnKind.TEXT;
    }
    if (distinct == filled && filled > 2) {
      return ColumnKind.ID;
    }
    return distinct <= MOST_LEVELS && 2 * distinct <= filled
        ? ColumnKind.CATEGORY
        : isNamedId() ? ColumnKind.ID : ColumnKind.TEXT;
  }

  /** Returns the number of different cells that are not missing. */
  private int distinct() {
    Set<String> distinct = new HashSet<>();
    for (int row = 0; row < table.count(); row++) {
      if (!isMissing(row)) {
        distinct.add(cell(row));
      }
    }
    return distinct.size();
  }

  private ColumnKind numberKind(int filled) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double before = Double.NaN;
    boolean whole = true;
    boolean counting = filled == table.count() && filled > 2;
    for (int row = 0; row < table.count(); row++) {
      OptionalDouble value = isMissing(row) ? OptionalDouble.empty() : raw(row);
      if (value.isEmpty()) {
        continue;
      }
      double number = value.getAsDouble();
      low = Math.min(low, number);
      high = Math.max(high, number);
      whole &= number == Math.rint(number);
      counting &= Double.isNaN(before) || number == before + 1;
      before = number;
    }
    if (low == high) {
      return ColumnKind.CONSTANT;
    }
    if (table.columns().size() == 1) {
      return ColumnKind.NUMBER; // there is no other column whose rows it could number
    }
    if (counting) {
      return ColumnKind.ID;
    }
    if (!whole || filled <= 2 || !isNamedId()) {
      return ColumnKind.NUMBER;
    }
    int distinct = distinct();
    boolean dense = distinct >= DENSE * filled && high - low + 1 <= 3.0 * distinct;
    return dense || distinct == filled ? ColumnKind.ID : ColumnKind.NUMBER;
  }

  private boolean isNamedId() {
    String name = name();
    return (table.dialect().header() && name.equals(NAMELESS))
        || ID_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches()
        || (name.endsWith("ID") && name.length() > 2);
  }

  /** Returns whether a date such as 13/5/2024 shows that days come before months. */
  private boolean isDayFirst() {
    Boolean known = knownDayFirst;
    if (known == null) {
      known = IntStream.range(0, table.count()).anyMatch(this::showsDayFirst);
      knownDayFirst = known;
    }
    return known;
  }

  private boolean showsDayFirst(int row) {
    String cell = cell(row);
    return cell.indexOf('/') > 0
        && Cells.day(cell, false).isEmpty()
        && Cells.day(cell, true).isPresent();
  }

  private char decimal() {
    return table.dialect().decimal();
  }

  private OptionalDouble raw(int row) {
    return Cells.number(cell(row), decimal());
  }

  /**
   * Returns the column's numbers, or for dates the days since 1970-01-01; NaN for missing values.
   *
   * @throws DecipherException if a cell is not a number, or float32 cannot hold it; the message
   *     names the cell
   */
  double[] numbers() {
    boolean dates = false;
    boolean dayFirst = isDayFirst();
    for (int row = 0; row < table.count() && !dates; row++) {
      dates = !isMissing(row) && raw(row).isEmpty() && Cells.day(cell(row), dayFirst).isPresent();
    }
    double[] numbers = new double[table.count()];
    for (int row = 0; row < numbers.length; row++) {
      if (isMissing(row)) {
        numbers[row] = Double.NaN;
        continue;
      }
      if (dates) {
        OptionalLong day = Cells.day(cell(row), dayFirst);
        if (day.isEmpty()) {
          throw refused(row, "a date");
        }
        numbers[row] = day.getAsLong();
        continue;
      }
      OptionalDouble number = raw(row);
      if (number.isEmpty()) {
        throw refused(row, "a number");
      }
      numbers[row] = number.getAsDouble();
      if (Math.abs(numbers[row]) > Float.MAX_VALUE) {
        throw refused(row, "a number within ±3.4e38, which float32 can hold");
      }
    }
    return numbers;
  }

  private DecipherException refused(int row, String expected) {
    String cell = cell(row);
    return new DecipherException(
        table.place(row, index)
            + ": is '"
            + shortened(cell)
            + "'; expected "
            + expected
            + ", or nothing, NA, ? or NaN where there is none; correct it, or state what it means"
            + " with missing = [\""
            + cell.replace("\"", "\\\"")
            + "\"] or columns { \""
            + name()
            + "\" = category }");
  }

  /** Returns the column's distinct texts, each with the number of rows that have it. */
  Map<String, Integer> levels() {
    Map<String, Integer> counts = new HashMap<>();
    for (int row = 0; row < table.count(); row++) {
      if (!isMissing(row)) {
        counts.merge(cell(row), 1, Integer::sum);
      }
    }
    return counts;
  }

  /** Returns each row's text; equal ones are mostly the same object. */
  List<String> texts() {
    List<String> texts = new ArrayList<>(table.count());
    String[] recent = new String[RECENT];
    for (int row = 0; row < table.count(); row++) {
      String text = isMissing(row) ? "" : cell(row);
      int slot = text.hashCode() & (RECENT - 1);
      if (!text.equals(recent[slot])) {
        recent[slot] = text;
      }
      texts.add(recent[slot]);
    }
    return texts;
  }

  /** Returns the number of characters of all cells that are not missing. */
  long characters() {
    long characters = 0;
    for (int row = 0; row < table.count(); row++) {
      characters += isMissing(row) ? 0 : cell(row).length();
    }
    return characters;
  }

  /** Returns whether each row has a text, and no two are the same. */
  boolean tellsRowsApart() {
    Set<String> seen = new HashSet<>();
    for (int row = 0; row < table.count(); row++) {
      if (isMissing(row) || !seen.add(cell(row))) {
        return false;
      }
    }
    return true;
  }
}
