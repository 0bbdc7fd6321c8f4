// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.decipher.api.DecipherException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A table as it stands, in text or another format that is installed: cells, the names of its
 * columns if it has any, and the line of each row. How it is written is found out and kept, so that
 * it can be said: encoding, separator, decimal mark, header.
 *
 * <p>Lines that begin with {@code #} are comments. Rows with more or fewer cells than most are left
 * out and named in {@link #notes()}.
 */
public final class TextTable {
  private static final String SEPARATORS = "\t;|, ";
  private static final int LOOKED_AT = 200; // records
  private static final int LOOKED_AT_CHARS = 1 << 18;
  private static final double MOST_UNEVEN = 0.1;
  private static final double MOSTLY = 0.8;
  private static final int NAMED = 5;
  private static final int CACHE = 1 << 12;

  private final Path file;
  private final Dialect dialect;
  private final List<String> columns;
  private final List<String[]> rows;
  private final int[] lines;
  private final List<String> notes;

  private TextTable(
      Path file,
      Dialect dialect,
      List<String> columns,
      List<String[]> rows,
      int[] lines,
      List<String> notes) {
    this.file = file;
    this.dialect = dialect;
    this.columns = List.copyOf(columns);
    this.rows = rows;
    this.lines = lines;
    this.notes = List.copyOf(notes);
  }

  /**
   * How a table is written.
   *
   * @param encoding of the text; the name of the format where a table is none in text
   * @param separator between cells; a space stands for any number of blanks
   * @param decimal the mark before decimals
   * @param header whether the first row holds the columns' names
   */
  public record Dialect(String encoding, char separator, char decimal, boolean header) {
    /** The separator of a table that is none in text. */
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

  /** Reads a table, and finds out how it is written. */
  public static TextTable read(Path file) {
    return read(file, Optional.empty(), Optional.empty());
  }

  /**
   * Reads a table.
   *
   * @param header whether the first row holds names; found out if empty
   * @param decimal the mark before decimals; found out if empty
   * @throws DecipherException if it cannot be read, or more than a tenth of its rows are uneven
   */
  public static TextTable read(Path file, Optional<Boolean> header, Optional<Character> decimal) {
    Optional<TableFormat> format = TableFormat.of(file);
    if (format.isPresent()) {
      return of(file, format.get().name(), format.get().read(file));
    }
    return of(file, TextFile.read(file), header, decimal);
  }

  /**
   * Reads the first rows of a table in text, to see what it is like.
   *
   * @param characters about so many of them
   * @throws DecipherException if it cannot be read
   */
  public static TextTable readBeginning(Path file, int characters) {
    if (TableFormat.of(file).isPresent()) {
      return read(file);
    }
    TextFile content = TextFile.read(file);
    String text = content.text();
    int end = text.length() <= characters ? text.length() : text.lastIndexOf('\n', characters);
    return of(
        file,
        new TextFile(end > 0 ? text.substring(0, end) : text, content.encoding()),
        Optional.empty(),
        Optional.empty());
  }

  private static TextTable of(Path file, String format, TableFormat.Content content) {
    List<String> columns = names(content.columns().toArray(String[]::new));
    List<String[]> rows = content.rows();
    if (rows.isEmpty()) {
      throw new DecipherException(file + ": has no row; expected a sample a row");
    }
    int[] lines = new int[rows.size()];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = i + 1;
    }
    return new TextTable(
        file, new Dialect(format, Dialect.NONE, '.', true), columns, rows, lines, List.of());
  }

  private static TextTable of(
      Path file, TextFile content, Optional<Boolean> header, Optional<Character> decimal) {
    String text = content.text();
    char separator = separator(text);
    List<String> notes = new ArrayList<>();
    Parsed parsed = parse(file, text, separator);
    int width = parsed.width();
    Parsed even = parsed.even(file, width, notes);
    if (even.rows.isEmpty()) {
      throw new DecipherException(
          file + ": holds comments or blank lines alone; expected a table, a sample a line");
    }
    char mark = decimal.orElseGet(() -> decimal(even.rows, separator));
    boolean named = header.orElseGet(() -> hasHeader(even.rows, mark));
    List<String> columns = named ? names(even.rows.get(0)) : numbered(width);
    List<String[]> rows = even.rows.subList(named ? 1 : 0, even.rows.size());
    int end = rows.size();
    while (end > 0 && isEmpty(rows.get(end - 1))) {
      end--;
    }
    if (end < rows.size() && end > 0) {
      notes.add(
          (rows.size() - end) + " rows without any cell filled at the end of the file: left out");
      rows = rows.subList(0, end);
    }
    if (rows.isEmpty()) {
      throw new DecipherException(
          file + ": has a header and no row below it; expected a sample a line");
    }
    int first = named ? 1 : 0;
    int[] lines = new int[rows.size()];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = even.lines.get(first + i);
    }
    return new TextTable(
        file,
        new Dialect(content.encoding(), separator, mark, named),
        columns,
        List.copyOf(rows),
        lines,
        notes);
  }

  /** Returns this table of some of its rows alone, in that order. */
  public TextTable select(int... wanted) {
    List<String[]> kept = new ArrayList<>(wanted.length);
    int[] where = new int[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      kept.add(rows.get(wanted[i]));
      where[i] = lines[wanted[i]];
    }
    return new TextTable(file, dialect, columns, kept, where, notes);
  }

  /** Returns this table of its first rows alone. */
  public TextTable first(int count) {
    return count >= rows.size()
        ? this
        : new TextTable(file, dialect, columns, rows.subList(0, count), lines, notes);
  }

  /** Returns the file it was read from. */
  public Path file() {
    return file;
  }

  /** Returns how it is written. */
  public Dialect dialect() {
    return dialect;
  }

  /** Returns the columns' names, each another; {@code column 1} and so on where it has none. */
  public List<String> columns() {
    return columns;
  }

  /** Returns how many rows there are below the header. */
  public int count() {
    return rows.size();
  }

  /** Returns a cell. */
  public String cell(int row, int column) {
    return rows.get(row)[column];
  }

  /** Returns the number that a cell is, if it is one. */
  public OptionalDouble number(int row, int column) {
    return Cells.number(cell(row, column), dialect.decimal());
  }

  /** Returns the line of the file, from 1, that a row begins at. */
  public int line(int row) {
    return lines[row];
  }

  /** Returns a column by its name, in any case. */
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

  /** Returns what a person should know of what was not read, a line each. */
  public List<String> notes() {
    return notes;
  }

  /** Returns {@code "file: line 12, column 'a'"}, to begin an error with. */
  public String place(int row, int column) {
    return file + ": line " + line(row) + ", column '" + columns.get(column) + "'";
  }

  private record Parsed(List<String[]> rows, List<Integer> lines) {
    /** Returns the number of cells that most rows have; of equals the greater. */
    int width() {
      Map<Integer, Integer> counts = new HashMap<>();
      rows.forEach(row -> counts.merge(row.length, 1, Integer::sum));
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

    Parsed even(Path file, int width, List<String> notes) {
      List<String[]> kept = new ArrayList<>(rows.size());
      List<Integer> keptLines = new ArrayList<>(rows.size());
      List<String> uneven = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        if (rows.get(i).length == width) {
          kept.add(rows.get(i));
          keptLines.add(lines.get(i));
        } else {
          uneven.add("line " + lines.get(i) + " has " + rows.get(i).length);
        }
      }
      if (uneven.size() > MOST_UNEVEN * rows.size()) {
        throw new DecipherException(
            file
                + ": "
                + uneven.size()
                + " of "
                + rows.size()
                + " rows do not have "
                + width
                + " cells as most do: "
                + list(uneven)
                + "; expected a table, as many cells in each row");
      }
      if (!uneven.isEmpty()) {
        notes.add(
            uneven.size()
                + (uneven.size() == 1 ? " row" : " rows")
                + " without the "
                + width
                + " cells of the others left out: "
                + list(uneven));
      }
      return new Parsed(kept, keptLines);
    }
  }

  /** Returns the first of some items and how many more there are, for people. */
  public static String list(List<String> items) {
    String first = String.join(", ", items.subList(0, Math.min(NAMED, items.size())));
    return items.size() > NAMED ? first + " and " + (items.size() - NAMED) + " more" : first;
  }

  private static Parsed parse(Path file, String text, char separator) {
    Parsed parsed = new Parsed(new ArrayList<>(), new ArrayList<>());
    String[] cache = new String[CACHE];
    // Excel says its separator in a line of its own, which is no row.
    boolean separatorLine = text.startsWith("sep=");
    String body = separator == ' ' ? squeezed(text) : text;
    try (CsvReader<CsvRecord> reader = reader(body, separator == ' ' ? '\t' : separator)) {
      for (CsvRecord csv : reader) {
        if (separatorLine && parsed.rows.isEmpty() && csv.getStartingLineNumber() == 1) {
          separatorLine = false;
          continue;
        }
        if (parsed.rows.size() == Integer.MAX_VALUE - 8) {
          throw new DecipherException(file + ": has more than 2^31 - 9 rows; split it");
        }
        List<String> fields = csv.getFields();
        String[] row = new String[fields.size()];
        for (int i = 0; i < row.length; i++) {
          String cell = fields.get(i);
          int slot = cell.hashCode() & (CACHE - 1);
          if (!cell.equals(cache[slot])) {
            cache[slot] = cell;
          }
          row[i] = cache[slot];
        }
        parsed.rows.add(row);
        parsed.lines.add((int) csv.getStartingLineNumber());
      }
      return parsed;
    } catch (CsvParseException | UncheckedIOException e) {
      throw new DecipherException(
          file
              + ": line "
              + (parsed.lines.isEmpty() ? 1 : parsed.lines.get(parsed.lines.size() - 1) + 1)
              + " or below: "
              + reason(e)
              + "; is a quotation mark left open?",
          e);
    } catch (IOException e) {
      throw new DecipherException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static String reason(RuntimeException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  private static CsvReader<CsvRecord> reader(String text, char separator) {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .commentStrategy(CommentStrategy.SKIP)
        .commentCharacter('#')
        .skipEmptyLines(true)
        .allowExtraFields(true)
        .allowMissingFields(true)
        .trimWhitespacesAroundQuotes(true)
        .ofCsvRecord(text);
  }

  /** Makes any number of blanks between cells one tab, in lines without quotation marks. */
  private static String squeezed(String text) {
    StringBuilder result = new StringBuilder(text.length());
    boolean quoted = false;
    int blanks = 0;
    boolean begun = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!quoted && (c == ' ' || c == '\t')) {
        blanks++;
        continue;
      }
      if (c == '\n' || c == '\r') {
        begun = false;
      } else {
        if (blanks > 0 && begun) {
          result.append('\t');
        }
        begun = true;
        quoted ^= c == '"';
      }
      blanks = 0;
      result.append(c);
    }
    return result.toString();
  }

  private static char separator(String text) {
    if (text.startsWith("sep=") && text.length() > 5 && SEPARATORS.indexOf(text.charAt(4)) >= 0) {
      return text.charAt(4);
    }
    String start = start(text);
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

  /** Returns the first lines, each whole. */
  private static String start(String text) {
    if (text.length() <= LOOKED_AT_CHARS) {
      return text;
    }
    int end = text.lastIndexOf('\n', LOOKED_AT_CHARS);
    return text.substring(0, end > 0 ? end : LOOKED_AT_CHARS);
  }

  /** Returns how well a separator explains a text: even rows of cells that hold no other one. */
  private static double score(String start, char separator) {
    Map<Integer, Integer> counts = new HashMap<>();
    int records = 0;
    int cells = 0;
    int clean = 0;
    String body = separator == ' ' ? squeezed(start) : start;
    try (CsvReader<CsvRecord> reader = reader(body, separator == ' ' ? '\t' : separator)) {
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

  /** Decimal commas between commas stand in quotation marks: "0,12","0,5". */
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
    // Text above numbers is a name; above text it is one if it never comes again.
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

  /** pandas names columns 0, 1, 2 … and the one of its index not at all. */
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
