// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import io.decipher.api.Attributes;
import io.decipher.api.DecipherException;
import io.decipher.api.GroundTruth;
import io.decipher.api.Labels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table with metadata of samples, looked up by sample name: the classes assigned by people, or
 * other attributes. Rows may be in any order; rows that match no sample are ignored. If the name
 * column is {@code row}, it contains the numbers of the samples, from 0, instead of names.
 */
public final class NamedTable {
  private static final String ROW = "row";
  private static final List<String> NAME_COLUMNS = List.of("name", "file", "filename", "id", ROW);
  private static final List<String> CLASS_COLUMNS = List.of("class", "label", "truth", "species");

  private final TextTable table;
  private final int nameColumn;
  private final Map<String, Integer> rowByName;
  private final int[] numbers; // of the samples, if not 0, 1, …

  private NamedTable(
      TextTable table, int nameColumn, Map<String, Integer> rowByName, int... numbers) {
    this.table = table;
    this.nameColumn = nameColumn;
    this.rowByName = rowByName;
    this.numbers = numbers;
  }

  /** Returns this table for samples whose numbers are not 0, 1, …, because some were left out. */
  public NamedTable numbered(int... rows) {
    return new NamedTable(table, nameColumn, rowByName, rows.clone());
  }

  /**
   * Reads a table.
   *
   * @throws DecipherException if it cannot be read, has no column of names, or repeats a name
   */
  public static NamedTable read(Path file) {
    TextTable table = TextTable.read(file);
    int column = column(table, NAME_COLUMNS, "the samples' names");
    Map<String, Integer> rows = new HashMap<>();
    for (int row = 0; row < table.count(); row++) {
      Integer before = rows.put(table.cell(row, column).strip(), row);
      if (before != null) {
        throw new DecipherException(
            table.place(row, column)
                + ": is '"
                + table.cell(row, column)
                + "', as line "
                + table.line(before)
                + " is; expected one line per sample");
      }
    }
    return new NamedTable(table, column, rows);
  }

  private static int column(TextTable table, List<String> names, String what) {
    for (String name : names) {
      OptionalInt column = table.column(name);
      if (column.isPresent()) {
        return column.getAsInt();
      }
    }
    throw new DecipherException(
        table.file()
            + ": has no column "
            + String.join(", ", names)
            + ", in which "
            + what
            + " are expected; its columns are "
            + String.join(", ", table.columns()));
  }

  /**
   * Returns the classes of samples, numbered as in {@link #truthOf}.
   *
   * @param names the names of the samples, in order
   * @throws DecipherException if a sample has no class, or the table no column of classes
   */
  public GroundTruth truth(List<String> names) {
    int column = column(table, CLASS_COLUMNS, "classes");
    List<String> classes = new ArrayList<>();
    List<String> without = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Integer row = row(names, i);
      if (row == null || table.cell(row, column).isBlank()) {
        without.add(name);
      } else {
        classes.add(table.cell(row, column).strip());
      }
    }
    if (!without.isEmpty()) {
      throw new DecipherException(
          table.file()
              + ": states no class for "
              + without.size()
              + " of "
              + names.size()
              + " samples: "
              + TextTable.list(without)
              + "; expected one for each, by a name such as '"
              + (table.count() > 0 ? table.cell(0, nameColumn) : "")
              + "'");
    }
    return truthOf(classes);
  }

  /**
   * Returns a binary truth, some classes against the rest: 1 for a sample of one of the given
   * classes, 0 for any other.
   *
   * @param names the names of the samples, in order
   * @param ones the names of the classes
   * @throws DecipherException if a sample has no class, or none or all of the samples belong to the
   *     given classes
   */
  public GroundTruth truthAgainstRest(List<String> names, Set<String> ones) {
    truth(names); // throws if a sample lacks a class
    int[] labels =
        someClasses(names).stream()
            .mapToInt(name -> name.filter(ones::contains).isPresent() ? 1 : 0)
            .toArray();
    int count = IntStream.of(labels).sum();
    if (count == 0 || count == labels.length) {
      throw new DecipherException(
          table.file()
              + ": "
              + (count == 0 ? "none" : "each")
              + " of the "
              + labels.length
              + " samples is of class "
              + String.join(", ", new TreeSet<>(ones))
              + "; expected some that are and some that are not");
    }
    return new GroundTruth(Labels.of(labels));
  }

  /**
   * Returns the class names of samples, empty for samples whose class the table does not contain.
   * Unlike {@link #truth}, these are initial labels, such as a person gives to a few samples.
   *
   * @param names the names of the samples, in order
   * @return the class names, (n)
   * @throws DecipherException if the table has no column of classes, or no class of any sample
   */
  public List<Optional<String>> someClasses(List<String> names) {
    int column = column(table, CLASS_COLUMNS, "classes");
    List<Optional<String>> classes = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Integer row = row(names, i);
      String cell = row == null ? "" : table.cell(row, column).strip();
      classes.add(cell.isEmpty() ? Optional.empty() : Optional.of(cell));
    }
    if (classes.stream().allMatch(Optional::isEmpty)) {
      throw new DecipherException(
          table.file()
              + ": states a class for none of the samples, which are called '"
              + (names.isEmpty() ? "" : names.get(0))
              + "' and the like; its first is '"
              + (table.count() > 0 ? table.cell(0, nameColumn) : "")
              + "'");
    }
    return classes;
  }

  /** Returns whether the table contains any of the given samples. */
  public boolean tellsOf(List<String> names) {
    return IntStream.range(0, names.size()).anyMatch(i -> row(names, i) != null);
  }

  /** Returns the row of a sample, by its name or, with a column {@code row}, by its number. */
  private @Nullable Integer row(List<String> names, int sample) {
    boolean numbered = table.columns().get(nameColumn).equalsIgnoreCase(ROW);
    int number = sample < numbers.length ? numbers[sample] : sample;
    return rowByName.get(numbered ? Integer.toString(number) : names.get(sample));
  }

  /**
   * Returns the ground truth for class names, one per sample. Classes are numbered in numerical
   * order where their names are numbers, followed by the other names in alphabetical order.
   */
  public static GroundTruth truthOf(List<String> classes) {
    TreeSet<String> sorted = new TreeSet<>(NUMBERS_THEN_TEXT);
    sorted.addAll(classes);
    List<String> order = List.copyOf(sorted);
    Map<String, Integer> numbers = new HashMap<>();
    order.forEach(name -> numbers.put(name, numbers.size()));
    return new GroundTruth(Labels.of(classes.stream().mapToInt(numbers::get).toArray()));
  }

  private static final Comparator<String> NUMBERS_THEN_TEXT =
      Comparator.<String>comparingDouble(
              name -> Cells.number(name, '.').orElse(Double.POSITIVE_INFINITY))
          .thenComparing(Comparator.naturalOrder());

  /**
   * Returns the attributes of samples: all columns except the names, numeric if each cell is a
   * number or missing. Samples that the table does not contain have missing values.
   *
   * @param names the names of the samples, in order
   * @throws DecipherException if it contains none of the samples
   */
  public Attributes attributes(List<String> names) {
    if (IntStream.range(0, names.size()).allMatch(i -> row(names, i) == null)) {
      throw new DecipherException(
          table.file()
              + ": its column '"
              + table.columns().get(nameColumn)
              + "' names none of the samples, which are called '"
              + (names.isEmpty() ? "" : names.get(0))
              + "' and the like");
    }
    Attributes attributes = Attributes.none(names.size());
    for (int column = 0; column < table.columns().size(); column++) {
      if (column != nameColumn) {
        attributes = with(attributes, names, column);
      }
    }
    return attributes;
  }

  private Attributes with(Attributes attributes, List<String> names, int column) {
    List<String> texts = new ArrayList<>();
    double[] numbers = new double[names.size()];
    boolean allNumbers = true;
    for (int i = 0; i < numbers.length; i++) {
      Integer row = row(names, i);
      String cell = row == null ? "" : table.cell(row, column).strip();
      texts.add(cell);
      OptionalDouble number = Cells.number(cell, table.dialect().decimal());
      numbers[i] = number.orElse(Double.NaN);
      allNumbers &= number.isPresent() || Cells.isMissing(cell);
    }
    String name = table.columns().get(column);
    return allNumbers ? attributes.withNumbers(name, numbers) : attributes.withText(name, texts);
  }
}
