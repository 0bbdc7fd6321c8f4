// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.Manifest;
import io.decipher.api.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Writes {@code items.csv} of a refined run, in the form of the run's own: name, class, strength,
 * outlier score and position first, then begin and end, the class name, the number of the old
 * class, and the other columns of the run's table.
 */
final class ItemsTable {
  static final String FILE = "items.csv";

  private static final List<String> FIRST =
      List.of("name", "class", "strength", "outlier_score", "x", "y");
  private static final List<String> TIMES = List.of("begin", "end");
  private static final String SECOND = "second_class"; // refers to the old classes, no longer valid

  private final Path run;
  private final int count;
  private final List<String> header;
  private final List<List<String>> rows;

  private ItemsTable(Path run, int count, List<String> header, List<List<String>> rows) {
    this.run = run;
    this.count = count;
    this.header = header;
    this.rows = rows;
  }

  /**
   * Reads a run's table of samples, or uses only its matrices if it has none.
   *
   * @throws DecipherException if the table has a different number of samples
   */
  static ItemsTable of(Path run, int count) throws IOException {
    Path file = run.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return new ItemsTable(run, count, List.of(), List.of());
    }
    Manifest.of(run).require(FILE);
    List<List<String>> rows = parse(Files.readString(file));
    List<String> header = rows.isEmpty() ? List.of() : rows.get(0);
    boolean whole =
        rows.size() == count + 1
            && header.contains("name")
            && rows.stream().allMatch(row -> row.size() == header.size());
    if (!whole) {
      throw new DecipherException(
          file
              + ": is not what the run wrote: expected a header and "
              + count
              + " rows of equally many cells; restore it, or delete it to continue without"
              + " attributes");
    }
    return new ItemsTable(run, count, header, rows.subList(1, rows.size()));
  }

  /** Returns the table with other classes. */
  String with(
      Labels before,
      Labels labels,
      FloatMatrix strengths,
      Map<Integer, String> names,
      IntFunction<String> name)
      throws IOException {
    List<String> times = header.containsAll(TIMES) ? TIMES : List.of();
    Set<String> own = new HashSet<>(FIRST);
    own.addAll(times);
    own.addAll(List.of("class_name", "old_class", SECOND));
    List<String> others = header.stream().filter(column -> !own.contains(column)).toList();
    List<String> columns = new ArrayList<>(FIRST);
    columns.addAll(times);
    columns.addAll(List.of("class_name", "old_class"));
    columns.addAll(others);
    List<List<String>> places = places();
    StringBuilder csv = new StringBuilder();
    append(csv, columns);
    for (int i = 0; i < count; i++) {
      List<String> row = new ArrayList<>();
      row.add(header.isEmpty() ? name.apply(i) : cell(i, "name"));
      row.add(Integer.toString(labels.get(i)));
      row.add(String.format(Locale.ROOT, "%.5f", strengths.get(i, 0)));
      row.addAll(places.get(i));
      for (String time : times) {
        row.add(cell(i, time));
      }
      row.add(names.getOrDefault(labels.get(i), ""));
      row.add(Integer.toString(before.get(i)));
      for (String other : others) {
        row.add(cell(i, other));
      }
      append(csv, row);
    }
    return csv.toString();
  }

  private String cell(int row, String column) {
    return rows.get(row).get(header.indexOf(column));
  }

  /** Returns each sample's outlier score, x and y. */
  private List<List<String>> places() throws IOException {
    List<List<String>> places = new ArrayList<>(count);
    if (header.containsAll(FIRST)) {
      for (int i = 0; i < count; i++) {
        places.add(List.of(cell(i, "outlier_score"), cell(i, "x"), cell(i, "y")));
      }
      return places;
    }
    FloatMatrix scores = matrix("outlier-scores.npy");
    FloatMatrix points = matrix("projection.npy");
    for (int i = 0; i < count; i++) {
      places.add(List.of(value(scores, i, 0), value(points, i, 0), value(points, i, 1)));
    }
    return places;
  }

  private FloatMatrix matrix(String name) throws IOException {
    Path file = run.resolve(name);
    return Files.isRegularFile(file) ? Npy.read(file) : FloatMatrix.wrap(0, 1, new float[0]);
  }

  private static String value(FloatMatrix values, int row, int column) {
    boolean there = row < values.rows() && column < values.columns();
    return there && Float.isFinite(values.get(row, column))
        ? String.format(Locale.ROOT, "%.5f", values.get(row, column))
        : "";
  }

  private static void append(StringBuilder csv, List<String> row) {
    for (int i = 0; i < row.size(); i++) {
      csv.append(i == 0 ? "" : ",").append(CorrectionJournal.quoted(row.get(i)));
    }
    csv.append('\n');
  }

  /** Returns the rows of a table in RFC 4180 format, which runs use. */
  static List<List<String>> parse(String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c != '"') {
          cell.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append(c);
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == ',' || c == '\n') {
        row.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      } else if (c != '\r') {
        cell.append(c);
      }
    }
    if (cell.length() > 0 || !row.isEmpty()) {
      row.add(cell.toString());
      rows.add(row);
    }
    return rows;
  }
}
