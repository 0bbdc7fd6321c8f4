// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import io.decipher.api.DecipherException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A table in text or another installed format: its cells as text, the names of its columns, if any,
 * and the line of each row. Encoding, separator, decimal mark and header are detected and reported
 * by {@link #dialect()}.
 *
 * <p>Lines that begin with {@code #} are comments. Rows with more or fewer cells than most are
 * skipped and reported in {@link #notes()}. Files are read as a stream and the cells of large
 * tables are stored outside the heap, so a table may be larger than the heap. Thread-safe.
 */
public final class TextTable {
  private static final String SEPARATORS = "\t;|, ";
  private static final int LOOKED_AT = 200; // records
  private static final int LOOKED_AT_CELLS = 500_000;
  private static final int MOST_COLUMNS = 1 << 20; // genomic tables exceed the library's default
  private static final int LOOKED_AT_CHARS = 1 << 18;
  private static final double MOST_UNEVEN = 0.1;
  private static final double MOSTLY = 0.8;
  private static final int NAMED = 5;

  private final Path file;
  private final Dialect dialect;
  private final List<String> columns;
  private final CellRows cells;
  private final int[] rows; // indices of the stored rows
  private final List<String> notes;
  private volatile Read last = new Read(-1, -1, ""); // a cell is often requested several times

  /** The cell read last. */
  private record Read(int row, int column, String cell) {}

  private TextTable(
      Path file,
      Dialect dialect,
      List<String> columns,
      CellRows cells,
      int[] rows,
      List<String> notes) {
    this.file = file;
    this.dialect = dialect;
    this.columns = List.copyOf(columns);
    this.cells = cells;
    this.rows = rows;
    this.notes = List.copyOf(notes);
  }

  /**
   * The dialect of a table.
   *
   * @param encoding the encoding of the text, or the name of the format if the table is not text
   * @param separator the separator between cells; a space stands for any number of blanks
   * @param decimal the decimal mark
   * @param header whether the first row contains the names of the columns
   */
  public record Dialect(String encoding, char separator, char decimal, boolean header) {
    /** The separator of a table that is not text. */
    static final char NONE = '\0';

    @Override
    public String toString() {
      if (separator == NONE) {
        return encoding;
      }
      String between =
          switch (separator) {
            case '\t' -> "tabs";
            case ' ' -> "blanks";
            default -> "'" + separator + "'";
          };
      return encoding
          + ", "
          + between
          + " between cells, decimal '"
          + decimal
          + "', "
          + (header ? "with a header" : "without header");
    }
  }

  /** Reads a table and detects its dialect. */
  public static TextTable read(Path file) {
    return read(file, Optional.empty(), Optional.empty());
  }

  /**
   * Reads a table.
   *
   * @param header whether the first row contains names; detected if empty
   * @param decimal the decimal mark; detected if empty
   * @throws DecipherException if it cannot be read, or more than a tenth of its rows differ from
   *     the others in the number of cells
   */
  public static TextTable read(Path file, Optional<Boolean> header, Optional<Character> decimal) {
    Optional<TableFormat> format = TableFormat.of(file);
    if (format.isPresent()) {
      return of(file, format.get());
    }
    try {
      return of(new Source(file, TextFile.of(file), Integer.MAX_VALUE), header, decimal);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The source of a text table.
   *
   * @param most the greatest number of characters to read, up to the end of a line
   */
  private record Source(Path file, TextFile content, int most) {
    Reader open() throws IOException {
      return most == Integer.MAX_VALUE ? content.open() : new StringReader(content.beginning(most));
    }
  }

  private static DecipherException unreadable(Path file, IOException e) {
    return new DecipherException(file + ": cannot be read (" + e.getMessage() + ")", e);
  }

  /**
   * Reads the first rows of a text table, as a preview; tables in other formats are read entirely.
   *
   * @param characters the approximate number of characters to read
   * @throws DecipherException if it cannot be read
   */
  public static TextTable readBeginning(Path file, int characters) {
    if (TableFormat.of(file).isPresent()) {
      return read(file);
    }
    try {
      TextFile content = TextFile.of(file, 4L * characters);
      return of(new Source(file, content, characters), Optional.empty(), Optional.empty());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static TextTable of(Path file, TableFormat format) {
    CellRows cells = new CellRows();
    List<String> columns;
    try {
      columns =
          names(format.read(file, row -> cells.add(row, cells.count() + 1)).toArray(String[]::new));
    } finally {
      cells.seal();
    }
    if (cells.count() == 0) {
      throw new DecipherException(file + ": has no rows; expected one sample per row");
    }
    return new TextTable(
        file,
        new Dialect(format.name(), Dialect.NONE, '.', true),
        columns,
        cells,
        IntStream.range(0, cells.count()).toArray(),
        List.of());
  }

  private static TextTable of(Source source, Optional<Boolean> header, Optional<Character> decimal)
      throws IOException {
    Path file = source.file;
    String start = source.content.beginning(Math.min(LOOKED_AT_CHARS, source.most));
    char separator = separator(start);
    List<String> notes = new ArrayList<>();
    CellRows cells = parse(source, separator, start.startsWith("sep="));
    int width = width(cells);
    int[] even = even(file, cells, width, notes);
    if (even.length == 0) {
      throw new DecipherException(
          file + ": holds only comments or blank lines; expected a table with one sample per line");
    }
    int looked = Math.max(10, Math.min(LOOKED_AT, LOOKED_AT_CELLS / Math.max(1, width)));
    List<String[]> first = IntStream.of(even).limit(looked).mapToObj(cells::cells).toList();
    char mark = decimal.orElseGet(() -> decimal(first, separator));
    boolean named = header.orElseGet(() -> hasHeader(first, mark));
    List<String> columns = named ? names(first.get(0)) : numbered(width);
    int from = named ? 1 : 0;
    int end = even.length;
    while (end > from && isEmpty(cells.cells(even[end - 1]))) {
      end--;
    }
    if (end < even.length && end > from) {
      notes.add((even.length - end) + " empty rows at the end of the file: left out");
    } else {
      end = even.length;
    }
    if (end == from) {
      throw new DecipherException(
          file + ": has a header and no rows below it; expected one sample per line");
    }
    return new TextTable(
        file,
        new Dialect(source.content.encoding(), separator, mark, named),
        columns,
        cells,
        Arrays.copyOfRange(even, from, end),
        notes);
  }

  /** Returns a table of the given rows, in the given order. */
  public TextTable select(int... wanted) {
    int[] chosen = IntStream.of(wanted).map(row -> rows[row]).toArray();
    return new TextTable(file, dialect, columns, cells, chosen, notes);
  }

  /** Returns a table of the first {@code count} rows. */
  public TextTable first(int count) {
    return count >= rows.length
        ? this
        : new TextTable(file, dialect, columns, cells, Arrays.copyOf(rows, count), notes);
  }

  /** Returns the file from which the table was read. */
  public Path file() {
    return file;
  }

  /** Returns the dialect of the table. */
  public Dialect dialect() {
    return dialect;
  }

  /** Returns the distinct names of the columns; {@code column 1} and so on for unnamed ones. */
  public List<String> columns() {
    return columns;
  }

  /** Returns the number of rows below the header. */
  public int count() {
    return rows.length;
  }

  /** Returns a cell. */
  public String cell(int row, int column) {
    Read known = last;
    if (known.row == row && known.column == column) {
      return known.cell;
    }
    String cell = cells.cell(rows[row], column);
    last = new Read(row, column, cell);
    return cell;
  }

  /** Returns the number in a cell; empty if it is not a number. */
  public OptionalDouble number(int row, int column) {
    return Cells.number(cell(row, column), dialect.decimal());
  }

  /** Returns the line of the file where a row begins, from 1. */
  public int line(int row) {
    return cells.line(rows[row]);
  }

  /** Returns the index of a column by its name, ignoring case if there is no exact match. */
  public OptionalInt column(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).equals(name)) {
        return OptionalInt.of(i);
      }
    }
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).equalsIgnoreCase(name)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Returns human-readable notes on what was left out, one line each. */
  public List<String> notes() {
    return notes;
  }

  /** Returns {@code "file: line 12, column 'a'"}, as the beginning of an error message. */
  public String place(int row, int column) {
    return file + ": line " + line(row) + ", column '" + columns.get(column) + "'";
  }

  /** Returns the most frequent number of cells per row; the greater one if there is a tie. */
  private static int width(CellRows cells) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int row = 0; row < cells.count(); row++) {
      counts.merge(cells.width(row), 1, Integer::sum);
    }
    int best = 0;
    int most = 0;
    for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
      boolean more = entry.getValue() > most;
      if (more || (entry.getValue() == most && entry.getKey() > best)) {
        best = entry.getKey();
        most = entry.getValue();
      }
    }
    return best;
  }

  /** Returns the rows with the given number of cells, and notes which rows are left out. */
  private static int[] even(Path file, CellRows cells, int width, List<String> notes) {
    int[] even =
        IntStream.range(0, cells.count()).filter(row -> cells.width(row) == width).toArray();
    int count = cells.count() - even.length;
    if (count == 0) {
      return even;
    }
    List<String> uneven =
        IntStream.range(0, cells.count())
            .filter(row -> cells.width(row) != width)
            .limit(NAMED)
            .mapToObj(row -> "line " + cells.line(row) + " has " + cells.width(row))
            .toList();
    if (count > MOST_UNEVEN * cells.count()) {
      throw new DecipherException(
          file
              + ": "
              + count
              + " of "
              + cells.count()
              + " rows do not have "
              + width
              + " cells, as most do: "
              + list(uneven, count)
              + "; expected a table with equally many cells in each row");
    }
    notes.add(
        count
            + (count == 1 ? " row" : " rows")
            + " without the "
            + width
            + " cells of the others left out: "
            + list(uneven, count));
    return even;
  }

  /** Returns the first items and the number of further ones, in human-readable form. */
  public static String list(List<String> items) {
    return list(items, items.size());
  }

  private static String list(List<String> items, int count) {
    String first = String.join(", ", items.subList(0, Math.min(NAMED, items.size())));
    return count > NAMED ? first + " and " + (count - NAMED) + " more" : first;
  }

  /**
   * Reads all rows.
   *
   * @param separatorLine whether the first line specifies the separator, as written by Excel
   */
  private static CellRows parse(Source source, char separator, boolean separatorLine)
      throws IOException {
    Path file = source.file;
    CellRows cells = new CellRows();
    boolean skips = separatorLine;
    try (Reader text = source.open();
        CsvReader<CsvRecord> reader = reader(text, separator)) {
      for (CsvRecord csv : reader) {
        if (skips && csv.getStartingLineNumber() == 1) {
          skips = false;
          continue;
        }
        if (cells.count() == Integer.MAX_VALUE - 8) {
          throw new DecipherException(file + ": has more than 2^31 - 9 rows; split it");
        }
        int line = (int) Math.min(Integer.MAX_VALUE, csv.getStartingLineNumber());
        cells.add(csv.getFields(), line);
      }
      return cells;
    } catch (CsvParseException | UncheckedIOException e) {
      throw new DecipherException(
          file
              + ": line "
              + (cells.count() == 0 ? 1 : cells.line(cells.count() - 1) + 1)
              + " or below: "
              + reason(e)
              + "; is a quotation mark left open, or are there more than a million columns?",
          e);
    } finally {
      cells.seal();
    }
  }

  private static String reason(RuntimeException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  private static CsvReader<CsvRecord> reader(Reader text, char separator) {
    boolean blanks = separator == ' ';
    return CsvReader.builder()
        .fieldSeparator(blanks ? '\t' : separator)
        .commentStrategy(CommentStrategy.SKIP)
        .commentCharacter('#')
        .skipEmptyLines(true)
        .allowExtraFields(true)
        .allowMissingFields(true)
        .trimWhitespacesAroundQuotes(true)
        .build(
            CsvRecordHandler.of(limits -> limits.maxFields(MOST_COLUMNS)),
            blanks ? new SingleSeparatorReader(text) : text);
  }

  private static char separator(String start) {
    boolean isStated = start.startsWith("sep=") && start.length() > 5;
    if (isStated && SEPARATORS.indexOf(start.charAt(4)) >= 0) {
      return start.charAt(4);
    }
    char best = ',';
    double most = 0;
    for (int i = 0; i < SEPARATORS.length(); i++) {
      char candidate = SEPARATORS.charAt(i);
      double score = score(start, candidate);
      if (score > most + 1e-9) {
        most = score;
        best = candidate;
      }
    }
    return best;
  }

  /**
   * Returns a score of how well a separator fits a text: the share of rows with the most frequent
   * number of cells times the share of cells that contain no other separator.
   */
  private static double score(String start, char separator) {
    Map<Integer, Integer> counts = new HashMap<>();
    int records = 0;
    int cells = 0;
    int clean = 0;
    try (CsvReader<CsvRecord> reader = reader(new StringReader(start), separator)) {
      for (CsvRecord csv : reader) {
        if (records == LOOKED_AT) {
          break;
        }
        records++;
        counts.merge(csv.getFieldCount(), 1, Integer::sum);
        for (String cell : csv.getFields()) {
          cells++;
          clean += isClean(cell, separator) ? 1 : 0;
        }
      }
    } catch (CsvParseException | UncheckedIOException | IOException e) {
      return 0;
    }
    int width = 0;
    int most = 0;
    for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > most) {
        most = entry.getValue();
        width = entry.getKey();
      }
    }
    return width < 2 ? 0 : (double) most / records * clean / cells;
  }

  private static boolean isClean(String cell, char separator) {
    if (separator != ',' && Cells.isNumeral(cell, ',')) {
      return true;
    }
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c != ' ' && c != separator && SEPARATORS.indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static char decimal(List<String[]> rows, char separator) {
    if (separator == ',') {
      return quotedCommas(rows) ? ',' : '.';
    }
    int commas = 0;
    int points = 0;
    for (String[] row : rows.subList(0, Math.min(rows.size(), LOOKED_AT))) {
      for (String cell : row) {
        commas += cell.indexOf(',') >= 0 && Cells.isNumeral(cell, ',') ? 1 : 0;
        points += cell.indexOf('.') >= 0 && Cells.isNumeral(cell, '.') ? 1 : 0;
      }
    }
    return commas > points ? ',' : '.';
  }

  /** Detects decimal commas in comma-separated text, where they are quoted: "0,12","0,5". */
  private static boolean quotedCommas(List<String[]> rows) {
    int commas = 0;
    int points = 0;
    for (String[] row : rows.subList(0, Math.min(rows.size(), LOOKED_AT))) {
      for (String cell : row) {
        commas += cell.indexOf(',') >= 0 && Cells.isNumeral(cell, ',') ? 1 : 0;
        points += cell.indexOf('.') >= 0 && Cells.isNumeral(cell, '.') ? 1 : 0;
      }
    }
    return commas > 0 && points == 0;
  }

  private static boolean hasHeader(List<String[]> rows, char decimal) {
    String[] first = rows.get(0);
    if (rows.size() > 1 && isCounting(first)) {
      return true;
    }
    boolean text = false;
    for (String cell : first) {
      if (Cells.isNumeral(cell, decimal) || Cells.isInfinite(cell)) {
        return false;
      }
      text |= !Cells.isMissing(cell);
    }
    if (!text) {
      return false;
    }
    // Text above numbers is a name; text above text is a name if it does not recur.
    boolean repeated = false;
    List<String[]> below = rows.subList(1, Math.min(rows.size(), LOOKED_AT));
    for (int column = 0; column < first.length; column++) {
      int numbers = 0;
      int filled = 0;
      for (String[] row : below) {
        String cell = row[column];
        if (!Cells.isMissing(cell)) {
          filled++;
          numbers += Cells.isNumeral(cell, decimal) ? 1 : 0;
          repeated |= cell.equals(first[column]);
        }
      }
      if (filled > 0 && numbers >= MOSTLY * filled && !Cells.isMissing(first[column])) {
        return true;
      }
    }
    Set<String> distinct = new HashSet<>(List.of(first));
    return !repeated && distinct.size() == first.length;
  }

  /** Returns whether columns are named 0, 1, 2, … and the index not at all, as by pandas. */
  private static boolean isCounting(String[] first) {
    int from = first[0].isEmpty() ? 1 : 0;
    if (first.length - from < (from == 1 ? 1 : 3)) {
      return false;
    }
    for (int i = from; i < first.length; i++) {
      if (!first[i].equals(Integer.toString(i - from))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEmpty(String[] row) {
    for (String cell : row) {
      if (!cell.isBlank()) {
        return false;
      }
    }
    return true;
  }

  private static List<String> names(String[] header) {
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < header.length; i++) {
      String base = header[i].strip();
      if (base.isEmpty()) {
        base = "column " + (i + 1);
      }
      String name = base;
      for (int again = 2; !seen.add(name); again++) {
        name = base + " (" + again + ")";
      }
      names.add(name);
    }
    return names;
  }

  private static List<String> numbered(int width) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= width; i++) {
      names.add("column " + i);
    }
    return names;
  }
}
