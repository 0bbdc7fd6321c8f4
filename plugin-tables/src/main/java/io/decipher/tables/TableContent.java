// SPDX-License-Identifier: Apache-2.0
package io.decipher.tables;

import io.decipher.api.Attributes;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.GroundTruth;
import io.decipher.api.Missing;
import io.decipher.api.Npy;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.text.Cells;
import io.decipher.text.ColumnKind;
import io.decipher.text.Encoding;
import io.decipher.text.NamedTable;
import io.decipher.text.Scaling;
import io.decipher.text.TextTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The content of a table: samples, and how they were made.
 *
 * @param samples one per row
 * @param truth the ground truth, if requested
 * @param encodings how each column that is used was converted to values
 * @param notes how the table was interpreted, one line each
 */
record TableContent(
    Samples samples, Optional<GroundTruth> truth, List<Encoding> encodings, List<String> notes) {
  private static final String TRUTH_COLUMN = "column ";
  private static final double COARSE = 0.02; // of a column's range
  private static final double CONSTANT = 1e-12; // relative to a column's magnitude
  private static final double FAR = 1000; // robust scale units from the median
  private static final int CODES = 8;
  private static final int MOST_DESCRIBED = 40; // columns
  private static final int LONGEST_NAME = 32;

  static TableContent read(Table recipe) {
    Path file = recipe.path();
    if (isNpy(file)) {
      return ofMatrix(recipe);
    }
    return new Reading(recipe, TextTable.read(file, recipe.headerTold(), recipe.decimalTold()))
        .content();
  }

  static boolean isNpy(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(4), new byte[] {(byte) 0x93, 'N', 'U', 'M'});
    } catch (IOException e) {
      throw new DecipherException(file + ": cannot be read (" + e + ")", e);
    }
  }

  private static TableContent ofMatrix(Table recipe) {
    FloatMatrix matrix;
    try {
      matrix = Npy.read(recipe.path());
    } catch (IOException e) {
      throw new DecipherException(recipe.path() + ": cannot be read (" + e + ")", e);
    }
    int rows = Math.min(matrix.rows(), recipe.limit().orElse(Integer.MAX_VALUE));
    int width = matrix.columns();
    if (rows == 0 || width == 0) {
      throw new DecipherException(
          recipe.path() + ": is " + matrix.rows() + " x " + width + "; expected at least one row");
    }
    List<Encoding> encodings = new ArrayList<>();
    double[] column = new double[rows];
    for (int j = 0; j < width; j++) {
      boolean any = false;
      for (int i = 0; i < rows; i++) {
        column[i] = matrix.get(i, j);
        any |= !Double.isNaN(column[i]);
        if (Double.isInfinite(column[i])) {
          throw new DecipherException(
              recipe.path()
                  + ": value "
                  + j
                  + " of row "
                  + i
                  + " is "
                  + column[i]
                  + "; expected finite numbers, or NaN where one is missing");
        }
      }
      if (!any) {
        throw new DecipherException(
            recipe.path() + ": column " + j + " holds no number; leave it out");
      }
      encodings.add(
          recipe.chosen().isEmpty()
              ? Encoding.ofNumbers(Integer.toString(j), column, recipe.scale())
              : chosen(recipe, j, width));
    }
    float[] values = new float[Math.multiplyExact(rows, width)];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < width; j++) {
        encodings.get(j).number(matrix.get(i, j), values, i * width + j);
      }
    }
    Missing missing = Missing.of(rows, width, (i, j) -> Float.isNaN(matrix.get(i, j)));
    Samples samples = Samples.of(FloatMatrix.wrap(rows, width, values), SampleType.vector(width));
    List<String> names = IntStream.range(0, rows).mapToObj(Integer::toString).toList();
    return new TableContent(
        missing.total() > 0 ? samples.withMissing(missing) : samples,
        recipe.truth().map(configured -> NamedTable.read(Path.of(configured)).truth(names)),
        encodings,
        List.of(rows + " rows of " + width + " numbers" + scaled(recipe.scale())));
  }

  private static Encoding chosen(Table recipe, int column, int width) {
    if (recipe.chosen().size() != width) {
      throw new DecipherException(
          recipe.path()
              + ": has "
              + width
              + " columns; expected "
              + recipe.chosen().size()
              + ", as the run's own table has");
    }
    return recipe.chosen().get(column);
  }

  private static String scaled(Scaling scaling) {
    return switch (scaling) {
      case ROBUST -> ", each scaled by its median and interquartile range";
      case STANDARD -> ", each scaled by its mean and standard deviation";
      case NONE -> ", unscaled";
    };
  }

  /** A column and its kind. */
  private record Described(Column column, ColumnKind kind) {}

  /** One pass of reading a text table. */
  private static final class Reading {
    private final Table recipe;
    private final TextTable table;
    private final int[] numbers; // row numbers in the file, from 0
    private final int rows;
    private final List<String> notes = new ArrayList<>();
    private final Map<ColumnKind, List<String>> leftOut = new TreeMap<>();
    private final List<Column> used = new ArrayList<>();
    private final List<Described> described = new ArrayList<>();
    private final List<Encoding> encodings = new ArrayList<>();
    private Attributes attributes;
    private Optional<Column> names = Optional.empty();
    private Optional<Column> truth = Optional.empty();

    Reading(Table recipe, TextTable whole) {
      TextTable first = whole.first(recipe.limit().orElse(Integer.MAX_VALUE));
      this.recipe = recipe;
      this.numbers = filled(recipe, first);
      this.rows = numbers.length;
      this.table = rows == first.count() ? first : first.select(numbers);
      this.attributes = Attributes.none(rows);
    }

    /** Returns the rows with at least one value; all rows if strict. */
    private static int[] filled(Table recipe, TextTable table) {
      int[] all = IntStream.range(0, table.count()).toArray();
      if (recipe.strict()) {
        return all;
      }
      int[] filled =
          IntStream.of(all)
              .filter(
                  row ->
                      IntStream.range(0, table.columns().size())
                          .anyMatch(column -> !Cells.isMissing(table.cell(row, column))))
              .toArray();
      // A first row without a value may be an undetected header.
      boolean few = 2 * filled.length > all.length && filled[0] == 0;
      return few ? filled : all;
    }

    TableContent content() {
      notes.add(rows + " rows of " + table.columns().size() + " columns (" + table.dialect() + ")");
      notes.addAll(table.notes());
      if (numbers[rows - 1] >= rows) {
        int last = numbers[rows - 1] + 1;
        notes.add(last - rows + " of the first " + last + " rows hold no value and are left out");
      }
      sort();
      if (used.isEmpty()) {
        throw new DecipherException(
            table.file()
                + ": no column holds numbers or categories that differ ("
                + left()
                + "); expected at least one; set columns { NAME = number } where a kind was"
                + " recognised wrongly");
      }
      Samples samples = samples();
      notes.addAll(1, columnTable());
      leftOut.forEach((kind, columns) -> notes.add(line(kind, columns)));
      return new TableContent(samples, truth(samples), List.copyOf(encodings), List.copyOf(notes));
    }

    /** Divides columns into those that are used and those that are not. */
    private void sort() {
      Map<String, String> configured = recipe.columns().texts();
      for (String name : configured.keySet()) {
        known(name, "columns");
      }
      Optional<String> truthName =
          recipe
              .truth()
              .filter(text -> text.startsWith(TRUTH_COLUMN))
              .map(text -> text.substring(TRUTH_COLUMN.length()).strip());
      truthName.ifPresent(name -> known(name, "truth"));
      Set<String> alsoMissing = new HashSet<>(recipe.missing());
      for (int i = 0; i < table.columns().size(); i++) {
        Column column = new Column(table, i, alsoMissing);
        if (truthName.isPresent() && truthName.get().equals(column.name())) {
          truth = Optional.of(column);
          continue;
        }
        ColumnKind kind =
            configured.containsKey(column.name())
                ? ColumnKind.of(column.name(), configured.get(column.name()))
                : column.kind();
        add(column, kind, configured.containsKey(column.name()));
      }
      if (!recipe.chosen().isEmpty()) {
        asChosen();
      }
    }

    private void known(String name, String setting) {
      if (!table.columns().contains(name)) {
        throw new DecipherException(
            table.file()
                + ": has no column '"
                + name
                + "', which "
                + setting
                + " names; its columns are "
                + String.join(", ", table.columns()));
      }
    }

    private void add(Column column, ColumnKind kind, boolean configured) {
      if (kind == ColumnKind.NUMBER && !recipe.strict()) {
        disregard(column);
      }
      described.add(new Described(column, kind));
      if (kind.isUsed() && recipe.chosen().isEmpty()) {
        used.add(column);
        encodings.add(encoding(column, kind));
        return;
      }
      if (kind.isUsed()) {
        return; // the earlier table decides
      }
      leftOut.computeIfAbsent(kind, any -> new ArrayList<>()).add(column.name());
      if (kind == ColumnKind.ID && names.isEmpty() && column.tellsRowsApart()) {
        names = Optional.of(column);
      } else if (kind == ColumnKind.TEXT && !configured && isTooLong(column)) {
        notes.add(
            "column '"
                + column.name()
                + "' holds too much text to be kept as an attribute of the rows; columns { \""
                + column.name()
                + "\" = text } keeps it");
      } else if (kind != ColumnKind.CONSTANT && (kind != ColumnKind.IGNORE || configured)) {
        attributes = attributes.withText(column.name(), column.texts());
      }
    }

    /** Returns whether a text takes more than an eighth of the heap. */
    private static boolean isTooLong(Column column) {
      return column.characters() > Runtime.getRuntime().maxMemory() / 8;
    }

    private void disregard(Column column) {
      column.disregardStrays().ifPresent(notes::add);
      column.disregardSentinels().ifPresent(notes::add);
    }

    private Encoding encoding(Column column, ColumnKind kind) {
      if (kind == ColumnKind.CATEGORY) {
        Map<String, Integer> levels = column.levels();
        if (levels.size() < 2) {
          throw new DecipherException(
              table.file()
                  + ": column '"
                  + column.name()
                  + "' is set to be a category, but has "
                  + levels.size()
                  + " value; ignore it");
        }
        return Encoding.ofLevels(column.name(), levels);
      }
      double[] numbers = column.numbers();
      Encoding encoding = Encoding.ofNumbers(column.name(), numbers, recipe.scale());
      coarse(column, numbers, encoding);
      far(column, numbers, encoding);
      return encoding;
    }

    /** Adds a note if numbers differ by hardly more than the precision of floats of their size. */
    private void coarse(Column column, double[] numbers, Encoding encoding) {
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      double error = 0;
      float[] cell = new float[1];
      for (double number : numbers) {
        if (!Double.isNaN(number)) {
          least = Math.min(least, number);
          greatest = Math.max(greatest, number);
          encoding.number(number, cell, 0);
          double kept = cell[0] * encoding.scale() + encoding.centre();
          error = Math.max(error, Math.abs(kept - number));
        }
      }
      double size = Math.max(Math.abs(least), Math.abs(greatest));
      if (greatest - least > CONSTANT * size && error > COARSE * (greatest - least)) {
        notes.add(
            "column '"
                + column.name()
                + "' has values from "
                + least
                + " to "
                + greatest
                + ", which differ by hardly more than 32-bit floats of that size can resolve,"
                + " about seven digits; subtract an offset, such as a first time stamp, or set"
                + " decipher.dataset.scale = robust, which does so");
      }
    }

    /** Adds a note about values so extreme that they may stand for missing ones. */
    private void far(Column column, double[] numbers, Encoding encoding) {
      if (recipe.scale() != Scaling.ROBUST) {
        return;
      }
      int count = 0;
      int first = -1;
      for (int row = 0; row < numbers.length; row++) {
        if (Math.abs(numbers[row] - encoding.centre()) > FAR * encoding.scale()) {
          count++;
          first = first < 0 ? row : first;
        }
      }
      if (count > 0) {
        notes.add(
            "column '"
                + column.name()
                + "': "
                + count
                + (count == 1 ? " value is" : " values are")
                + " more than 1,000 times the usual spread from the rest, e.g. "
                + column.cell(first)
                + " in line "
                + table.line(first)
                + "; if that means missing, set missing = [\""
                + column.cell(first)
                + "\"]");
      }
    }

    private void asChosen() {
      Set<String> alsoMissing = new HashSet<>(recipe.missing());
      List<String> absent = new ArrayList<>();
      for (Encoding encoding : recipe.chosen()) {
        int at = table.columns().indexOf(encoding.name());
        if (at < 0) {
          absent.add(encoding.name());
        } else {
          Column column = new Column(table, at, alsoMissing);
          if (encoding.kind() == ColumnKind.NUMBER && !recipe.strict()) {
            disregard(column);
          }
          used.add(column);
          encodings.add(encoding);
        }
      }
      if (!absent.isEmpty()) {
        throw new DecipherException(
            table.file()
                + ": lacks "
                + absent.size()
                + " of the columns that the run's own table has: "
                + TextTable.list(absent)
                + "; its columns are "
                + String.join(", ", table.columns()));
      }
    }

    private Samples samples() {
      int width = encodings.stream().mapToInt(Encoding::size).sum();
      if ((long) rows * width > Integer.MAX_VALUE - 8) {
        throw new DecipherException(
            table.file()
                + ": "
                + rows
                + " rows of "
                + width
                + " values are more than a table can have (2^31); set limit, or ignore columns");
      }
      float[] values = new float[rows * width];
      BitSet absent = new BitSet(rows * used.size()); // a bit for each cell used
      List<SampleType.Column> columns = new ArrayList<>();
      int[] owner = new int[width];
      int at = 0;
      Set<String> taken = new HashSet<>();
      for (int c = 0; c < used.size(); c++) {
        Encoding encoding = encodings.get(c);
        fill(used.get(c), c, encoding, values, at, width, absent);
        for (String name : encoding.names()) {
          String free = name;
          for (int again = 2; !taken.add(free); again++) {
            free = name + " (" + again + ")";
          }
          columns.add(SampleType.Column.number(free));
          owner[at++] = c;
        }
      }
      checkRows(absent);
      noteMissing(absent);
      noteKinds();
      Samples samples =
          Samples.of(FloatMatrix.wrap(rows, width, values), new SampleType.Vector(columns));
      if (names.isPresent()) {
        samples = samples.withNames(names.get().texts());
      } else if (numbers[rows - 1] >= rows) {
        samples = samples.withNames(IntStream.of(numbers).mapToObj(Integer::toString).toList());
      }
      if (!attributes.names().isEmpty()) {
        samples = samples.withAttributes(attributes);
      }
      int sources = used.size();
      Missing missing =
          Missing.of(rows, width, (row, value) -> absent.get(row * sources + owner[value]));
      return missing.total() > 0 ? samples.withMissing(missing) : samples;
    }

    private void fill(
        Column column,
        int source,
        Encoding encoding,
        float[] values,
        int at,
        int width,
        BitSet absent) {
      boolean number = encoding.kind() == ColumnKind.NUMBER;
      double[] numbers = number ? column.numbers() : new double[0];
      float[] cells = new float[encoding.size()];
      for (int row = 0; row < rows; row++) {
        boolean none = column.isMissing(row);
        absent.set(row * used.size() + source, none);
        if (number) {
          encoding.number(numbers[row], cells, 0);
        } else if (none) {
          Arrays.fill(cells, 0);
        } else {
          encoding.level(column.cell(row), cells, 0);
        }
        System.arraycopy(cells, 0, values, row * width + at, cells.length);
      }
    }

    /**
     * A row without any value is not a sample, and may indicate that the table was read wrongly.
     */
    private void checkRows(BitSet absent) {
      for (int row = 0; row < rows; row++) {
        boolean any = false;
        for (int c = 0; c < used.size(); c++) {
          any |= !absent.get(row * used.size() + c);
        }
        if (!any) {
          throw new DecipherException(
              table.file()
                  + ": line "
                  + table.line(row)
                  + ": holds no value (value 1 is '"
                  + used.get(0).cell(row)
                  + "'); expected a number or category in at least one column; delete the line,"
                  + " or set header = true if it contains the names");
        }
      }
    }

    private void noteMissing(BitSet absent) {
      List<String> parts = new ArrayList<>();
      int all = 0;
      for (int c = 0; c < used.size(); c++) {
        int count = 0;
        for (int row = 0; row < rows; row++) {
          count += absent.get(row * used.size() + c) ? 1 : 0;
        }
        if (count > 0) {
          parts.add(used.get(c).name() + " " + count);
        }
        all += count;
      }
      if (all > 0) {
        notes.add(all + " missing values: " + TextTable.list(parts));
      }
    }

    private void noteKinds() {
      List<String> numbers = new ArrayList<>();
      List<String> categories = new ArrayList<>();
      List<String> codes = new ArrayList<>();
      for (int c = 0; c < used.size(); c++) {
        Encoding encoding = encodings.get(c);
        if (encoding.kind() == ColumnKind.CATEGORY) {
          categories.add(encoding.name() + " (" + encoding.levels().size() + ")");
          continue;
        }
        numbers.add(encoding.name());
        if (isCode(used.get(c))) {
          codes.add(encoding.name());
        }
      }
      if (!numbers.isEmpty()) {
        notes.add(
            numbers.size()
                + (numbers.size() == 1 ? " number" : " numbers")
                + (recipe.chosen().isEmpty() ? scaled(recipe.scale()) : ", scaled as before")
                + ": "
                + TextTable.list(numbers));
      }
      if (!categories.isEmpty()) {
        notes.add(
            categories.size()
                + (categories.size() == 1 ? " category" : " categories")
                + ", each weighted to count as one number: "
                + TextTable.list(categories));
      }
      if (!codes.isEmpty()) {
        notes.add(
            codes.size()
                + (codes.size() == 1 ? " column holds" : " columns hold")
                + " few whole numbers ("
                + TextTable.list(codes)
                + "): taken as numbers; where they are codes, set columns { NAME = category }");
      }
    }

    /** Returns one line per column: its name, kind, missing values and what it becomes. */
    private List<String> columnTable() {
      if (described.size() > MOST_DESCRIBED || !recipe.chosen().isEmpty()) {
        return List.of();
      }
      int width =
          Math.min(
              LONGEST_NAME,
              described.stream().mapToInt(one -> one.column.name().length()).max().orElse(0));
      width = Math.max(width, "column".length());
      List<String> lines = new ArrayList<>();
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-" + width + "s  %-8s  %7s  %s",
              "column",
              "kind",
              "missing",
              "becomes"));
      for (Described one : described) {
        String name = one.column.name();
        lines.add(
            String.format(
                Locale.ROOT,
                "  %-" + width + "s  %-8s  %7s  %s",
                name.length() > width ? name.substring(0, width - 1) + "…" : name,
                one.kind,
                one.column.missing() == 0 ? "" : one.column.missing(),
                becomes(one)));
      }
      return lines;
    }

    private String becomes(Described one) {
      int at = used.indexOf(one.column);
      if (at < 0) {
        boolean named = names.isPresent() && names.get() == one.column;
        return named ? "the rows' names" : "left out";
      }
      Encoding encoding = encodings.get(at);
      return encoding.kind() == ColumnKind.CATEGORY
          ? encoding.size() + " indicators, weighted as one number"
          : recipe.scale() == Scaling.NONE
              ? "as it is"
              : String.format(
                  Locale.ROOT, "(value - %.4g) / %.4g", encoding.centre(), encoding.scale());
    }

    private static boolean isCode(Column column) {
      Set<Double> distinct = new HashSet<>();
      for (double number : column.numbers()) {
        if (Double.isNaN(number)) {
          continue;
        }
        distinct.add(number);
        if (number != Math.rint(number) || distinct.size() > CODES) {
          return false;
        }
      }
      return distinct.size() > 2; // two codes are already an indicator
    }

    private String line(ColumnKind kind, List<String> columns) {
      String listed = TextTable.list(columns);
      return switch (kind) {
        case ID ->
            "ids left out"
                + names.map(column -> ", rows are named by '" + column.name() + "'").orElse("")
                + ": "
                + listed;
        case DATE -> "dates left out: " + listed + "; set columns { NAME = number } to use days";
        case TEXT -> "free text left out: " + listed;
        case CONSTANT -> "constant columns left out: " + listed;
        default -> "left out as configured: " + listed;
      };
    }

    private String left() {
      List<String> parts = new ArrayList<>();
      leftOut.forEach((kind, columns) -> parts.add(line(kind, columns)));
      return String.join("; ", parts);
    }

    private Optional<GroundTruth> truth(Samples samples) {
      if (truth.isPresent()) {
        Column column = truth.get();
        for (int row = 0; row < rows; row++) {
          if (column.isMissing(row)) {
            throw new DecipherException(
                table.file()
                    + ": line "
                    + table.line(row)
                    + ": has no class in column '"
                    + column.name()
                    + "'; expected one in each row");
          }
        }
        return Optional.of(NamedTable.truthOf(column.texts()));
      }
      return recipe
          .truth()
          .map(
              file ->
                  NamedTable.read(Path.of(file))
                      .numbered(numbers)
                      .truth(IntStream.range(0, rows).mapToObj(samples::name).toList()));
    }
  }
}
