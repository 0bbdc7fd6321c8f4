// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.Attributes;
import io.decipher.api.DecipherException;
import io.decipher.api.GroundTruth;
import io.decipher.api.Labels;
import io.decipher.sound.tables.NamedTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Rows of a table matched to units by name or by time: their classes or other attributes. */
final class NamedRows {
  // A row and a unit match if their overlap is at least this fraction of their union.
  private static final double SHARED = 0.5;

  private final Path file;
  private final NamedTable table;
  private final int[] rowOf; // row of each unit, -1 if the table has none

  private NamedRows(Path file, NamedTable table, int[] rowOf) {
    this.file = file;
    this.table = table;
    this.rowOf = rowOf;
  }

  /**
   * Reads a table and matches its rows to the units.
   *
   * @param names names of the units
   */
  static NamedRows read(Path file, List<Unit> units, List<String> names) {
    NamedTable table = NamedTable.read(file);
    Map<String, Integer> byName = new HashMap<>();
    Map<String, List<Integer>> byFile = new HashMap<>();
    for (int row = 0; row < table.count(); row++) {
      byName.putIfAbsent(table.name(row), row);
      byFile
          .computeIfAbsent(RecordingFolder.file(table.name(row)), k -> new ArrayList<>())
          .add(row);
    }
    int[] rowOf = new int[units.size()];
    for (int i = 0; i < rowOf.length; i++) {
      Unit unit = units.get(i);
      Integer exact = byName.get(names.get(i));
      rowOf[i] =
          exact != null && (unit.isWhole() || !table.hasTimes())
              ? exact
              : nearest(
                  table,
                  byFile.getOrDefault(RecordingFolder.file(unit.recording().name()), List.of()),
                  unit);
    }
    NamedRows rows = new NamedRows(file, table, rowOf);
    if (rows.unmatched() == rowOf.length) {
      throw new DecipherException(
          file
              + ": refers to none of the "
              + rowOf.length
              + " units; expected names such as '"
              + names.get(0)
              + "', or the columns file, begin and end");
    }
    return rows;
  }

  private static int nearest(NamedTable table, List<Integer> rows, Unit unit) {
    if (!table.hasTimes()) {
      // A single row for a recording applies to all of its units.
      return rows.size() == 1 ? rows.get(0) : -1;
    }
    int best = -1;
    double most = 0;
    for (int row : rows) {
      double shared =
          Math.min(unit.end(), table.end(row)) - Math.max(unit.begin(), table.begin(row));
      double both = Math.max(unit.end(), table.end(row)) - Math.min(unit.begin(), table.begin(row));
      if (shared / both >= SHARED && shared / both > most) {
        best = row;
        most = shared / both;
      }
    }
    return best;
  }

  /** Returns the number of units without a row in the table. */
  int unmatched() {
    return (int) Arrays.stream(rowOf).filter(row -> row < 0).count();
  }

  /** Returns the classes from the column {@code class}, numbered in the order of their names. */
  GroundTruth truth() {
    int column =
        table
            .column("class")
            .or(() -> table.column("label"))
            .orElseThrow(
                () -> new DecipherException(file + ": has no column class, but " + table.titles()));
    TreeSet<String> classes = new TreeSet<>();
    for (int row : rowOf) {
      if (row >= 0 && !table.cell(row, column).isEmpty()) {
        classes.add(table.cell(row, column));
      }
    }
    List<String> numbered = List.copyOf(classes);
    int[] labels = new int[rowOf.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = rowOf[i] < 0 ? Labels.NOISE : numbered.indexOf(table.cell(rowOf[i], column));
    }
    return new GroundTruth(Labels.of(labels));
  }

  /** Returns the attributes extended by every other column of the table. */
  Attributes over(Attributes attributes) {
    Attributes all = attributes;
    for (int column = 0; column < table.titles().size(); column++) {
      String title = table.titles().get(column);
      if (table.isKey(column) || title.isEmpty() || all.has(title)) {
        continue;
      }
      List<String> text = new ArrayList<>();
      for (int row : rowOf) {
        text.add(row < 0 ? "" : table.cell(row, column));
      }
      all = Columns.add(all, title, text);
    }
    return all;
  }

  Optional<String> note(String what) {
    return unmatched() == 0
        ? Optional.empty()
        : Optional.of(file + ": has no " + what + " for " + unmatched() + " units");
  }
}
