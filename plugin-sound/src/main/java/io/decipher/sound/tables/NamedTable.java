// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.tables;

import io.decipher.api.DecipherException;
import io.decipher.sound.tables.Delimited.Row;
import io.decipher.text.TextFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A CSV whose rows refer to items by a column {@code name} or {@code file}. */
public final class NamedTable {
  private static final List<String> NAMES = List.of("name", "file", "filename", "recording");

  private final List<String> titles;
  private final List<Row> rows;
  private final int name;
  private final int begin;
  private final int end;

  private NamedTable(List<String> titles, List<Row> rows, int name) {
    this.titles = titles;
    this.rows = rows;
    this.name = name;
    this.begin = index(titles, "begin");
    this.end = index(titles, "end");
  }

  /**
   * Reads a table.
   *
   * @throws DecipherException if it cannot be read, or has no such column
   */
  public static NamedTable read(Path file) {
    String text = TextFile.of(file).text();
    List<Row> rows = Delimited.rows(text, Delimited.separator(text));
    if (rows.isEmpty()) {
      throw new DecipherException(file + ": is empty; expected a CSV with a column name or file");
    }
    List<String> titles = rows.get(0).cells();
    for (String title : NAMES) {
      if (index(titles, title) >= 0) {
        return new NamedTable(titles, rows.subList(1, rows.size()), index(titles, title));
      }
    }
    throw new DecipherException(file + ": has no column name or file, but " + titles);
  }

  private static int index(List<String> titles, String title) {
    for (int i = 0; i < titles.size(); i++) {
      if (titles.get(i).toLowerCase(Locale.ROOT).equals(title)) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the number of rows. */
  public int count() {
    return rows.size();
  }

  /** Returns the columns' titles. */
  public List<String> titles() {
    return titles;
  }

  /** Returns the column with a title, ignoring case. */
  public Optional<Integer> column(String title) {
    return Optional.of(index(titles, title)).filter(column -> column >= 0);
  }

  /** Returns whether a column only identifies what a row refers to. */
  public boolean isKey(int column) {
    return column == name || column == begin || column == end;
  }

  /** Returns the name that a row refers to. */
  public String name(int row) {
    return cell(row, name);
  }

  /** Returns whether rows refer to time intervals. */
  public boolean hasTimes() {
    return begin >= 0 && end >= 0;
  }

  /** Returns the start of a row's interval, in seconds; NaN if there is none. */
  public double begin(int row) {
    return Delimited.number(cell(row, begin));
  }

  /** Returns the end of a row's interval, in seconds; NaN if there is none. */
  public double end(int row) {
    return Delimited.number(cell(row, end));
  }

  /** Returns a cell; empty if the row is too short. */
  public String cell(int row, int column) {
    List<String> cells = rows.get(row).cells();
    return column >= 0 && column < cells.size() ? cells.get(column) : "";
  }
}
