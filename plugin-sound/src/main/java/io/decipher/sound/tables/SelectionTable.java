// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.tables;

import io.decipher.api.DecipherException;
import io.decipher.sound.tables.Delimited.Row;
import io.decipher.text.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A table of units: Raven selection tables, Audacity labels, Praat TextGrids, or CSV with the
 * columns begin and end, and file if it covers several recordings. Rows without a valid time
 * interval are left out and reported.
 *
 * @param file its path
 * @param format its format
 * @param selections its rows
 * @param problems what was left out and why, one line each
 */
public record SelectionTable(
    Path file, Format format, List<Selection> selections, List<String> problems) {
  private static final int HEAD = 4096;
  private static final int LISTED = 3;
  private static final String RAVEN_BEGIN = "Begin Time (s)";

  // Common column titles, without case, spaces, units and punctuation.
  private static final Set<String> FILE =
      Set.of(
          "file",
          "filename",
          "recording",
          "beginfile",
          "audio",
          "audiofile",
          "wav",
          "wavfile",
          "path",
          "soundfile",
          "sound",
          "source");
  private static final Set<String> BEGIN =
      Set.of("begin", "start", "onset", "begintime", "starttime", "tmin", "xmin", "from");
  private static final Set<String> END =
      Set.of("end", "stop", "offset", "endtime", "stoptime", "tmax", "xmax", "to");
  private static final Set<String> ID = Set.of("selection", "id", "row", "unit");
  private static final Set<String> CHANNEL = Set.of("channel");
  private static final Set<String> LOW = Set.of("lowfreq", "low", "lowfrequency", "fmin");
  private static final Set<String> HIGH = Set.of("highfreq", "high", "highfrequency", "fmax");
  private static final Set<String> FILE_OFFSET = Set.of("fileoffset");

  /** A table format. */
  public enum Format {
    /** Raven selection tables. */
    RAVEN("Raven selections"),
    /** Audacity label tracks. */
    AUDACITY("Audacity labels"),
    /** Praat TextGrids. */
    TEXT_GRID("TextGrids"),
    /** Values separated by commas, tabs or semicolons. */
    CSV("CSV");

    private final String title;

    Format(String title) {
      this.title = title;
    }

    /** Returns the human-readable name of the format, in the plural. */
    public String title() {
      return title;
    }
  }

  /** Copies the lists. */
  public SelectionTable {
    selections = List.copyOf(selections);
    problems = List.copyOf(problems);
  }

  /**
   * Returns the format of a file by its name and its beginning; empty if it is not a table of
   * units.
   */
  public static Optional<Format> recognize(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (!name.endsWith(".txt")
        && !name.endsWith(".textgrid")
        && !name.endsWith(".csv")
        && !name.endsWith(".tsv")) {
      return Optional.empty();
    }
    try {
      return format(TextFile.of(file, HEAD).beginning(HEAD));
    } catch (DecipherException | IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Format> format(String head) {
    if (TextGrid.accepts(head)) {
      return Optional.of(Format.TEXT_GRID);
    }
    int end = head.indexOf('\n');
    String first = (end < 0 ? head : head.substring(0, end)).strip();
    if (first.contains(RAVEN_BEGIN) && first.contains("\t")) {
      return Optional.of(Format.RAVEN);
    }
    List<Row> rows = Delimited.rows(first, Delimited.separator(first));
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    List<String> cells = rows.get(0).cells();
    if (index(cells, BEGIN) >= 0 && index(cells, END) >= 0) {
      return Optional.of(Format.CSV);
    }
    String[] parts = first.split("\t");
    return parts.length >= 2
            && Double.isFinite(Delimited.number(parts[0]))
            && Double.isFinite(Delimited.number(parts[1]))
        ? Optional.of(Format.AUDACITY)
        : Optional.empty();
  }

  /**
   * Reads a table.
   *
   * @throws DecipherException if it cannot be read, or is no table of units
   */
  public static SelectionTable read(Path file) {
    String text = TextFile.of(file).text();
    Format format =
        format(text.length() > HEAD ? text.substring(0, HEAD) : text)
            .orElseThrow(
                () ->
                    new DecipherException(
                        file
                            + ": is not a table of units; expected Raven selections, Audacity labels,"
                            + " a TextGrid, or CSV with the columns begin and end"));
    List<String> problems = new ArrayList<>();
    List<Selection> selections =
        switch (format) {
          case TEXT_GRID -> grid(file, text);
          case AUDACITY -> labels(text, problems);
          case RAVEN -> rows(Delimited.rows(text, '\t'), problems);
          case CSV -> rows(Delimited.rows(text, Delimited.separator(text)), problems);
        };
    return new SelectionTable(file, format, selections, problems);
  }

  private static List<Selection> grid(Path file, String text) {
    try {
      return TextGrid.read(text);
    } catch (IOException e) {
      throw new DecipherException(file + ": " + e.getMessage(), e);
    }
  }

  private static List<Selection> labels(String text, List<String> problems) {
    List<Selection> found = new ArrayList<>();
    for (Row row : Delimited.rows(text, '\t')) {
      List<String> cells = row.cells();
      if (cells.get(0).startsWith("\\")) {
        continue; // frequencies of the previous label
      }
      double begin = Delimited.number(cells.get(0));
      double end = cells.size() > 1 ? Delimited.number(cells.get(1)) : Double.NaN;
      if (isStretch(begin, end)) {
        Map<String, String> columns = Map.of("Label", cells.size() > 2 ? cells.get(2) : "");
        found.add(Selection.labelled(begin, end, Integer.toString(found.size() + 1), columns));
      } else {
        problems.add(line(row) + "is from " + begin + " to " + end + " s");
      }
    }
    return found;
  }

  private static List<Selection> rows(List<Row> rows, List<String> problems) {
    List<String> titles = rows.get(0).cells();
    int file = index(titles, FILE);
    int begin = index(titles, BEGIN);
    int end = index(titles, END);
    int id = index(titles, ID);
    int channel = index(titles, CHANNEL);
    int low = index(titles, LOW);
    int high = index(titles, HIGH);
    int fileOffset = index(titles, FILE_OFFSET);
    List<Integer> known = List.of(file, begin, end, id, channel, low, high);
    List<Selection> found = new ArrayList<>();
    for (Row row : rows.subList(1, rows.size())) {
      double from = number(row, begin);
      double to = number(row, end);
      if (fileOffset >= 0 && file >= 0) {
        // Raven's times span all files of a window; the offset is relative to the row's own file.
        to = number(row, fileOffset) + to - from;
        from = number(row, fileOffset);
      }
      if (!isStretch(from, to)) {
        problems.add(
            line(row) + "is from '" + cell(row, begin) + "' to '" + cell(row, end) + "' s");
        continue;
      }
      Map<String, String> columns = new LinkedHashMap<>();
      for (int i = 0; i < titles.size(); i++) {
        if (!known.contains(i) && !titles.get(i).isEmpty()) {
          columns.put(titles.get(i), cell(row, i));
        }
      }
      double number = number(row, channel);
      Selection selection =
          new Selection(
              Optional.of(cell(row, file)).filter(name -> !name.isEmpty()),
              from,
              to,
              number >= 1 && number < 1e6 ? OptionalInt.of((int) number) : OptionalInt.empty(),
              frequency(row, low),
              frequency(row, high),
              cell(row, id).isEmpty() ? Integer.toString(found.size() + 1) : cell(row, id),
              columns);
      // Raven writes a row for each view of a selection.
      if (found.isEmpty() || !found.get(found.size() - 1).isSameStretch(selection)) {
        found.add(selection);
      }
    }
    return found;
  }

  private static boolean isStretch(double begin, double end) {
    return begin >= 0 && end > begin && end < Double.POSITIVE_INFINITY;
  }

  private static String line(Row row) {
    return "line " + row.line() + " ";
  }

  private static String cell(Row row, int column) {
    return column >= 0 && column < row.cells().size() ? row.cells().get(column) : "";
  }

  private static double number(Row row, int column) {
    return Delimited.number(cell(row, column));
  }

  private static OptionalDouble frequency(Row row, int column) {
    double number = number(row, column);
    return number >= 0 && number < Double.POSITIVE_INFINITY
        ? OptionalDouble.of(number)
        : OptionalDouble.empty();
  }

  private static int index(List<String> titles, Set<String> names) {
    for (int i = 0; i < titles.size(); i++) {
      if (names.contains(plain(titles.get(i)))) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Normalizes a title: {@code Begin Time (s)}, {@code begin_time} and {@code BeginTime} are equal.
   */
  private static String plain(String title) {
    String lower = title.toLowerCase(Locale.ROOT).replaceAll("\\(.*\\)|\\[.*\\]", "");
    String letters = lower.replaceAll("[^a-z0-9]", " ").strip();
    return letters.replaceAll(" (s|sec|secs|seconds|hz)$", "").replace(" ", "");
  }

  /** Returns a one-line description of what was left out, if anything. */
  public Optional<String> complaint() {
    if (problems.isEmpty()) {
      return Optional.empty();
    }
    String listed = String.join("; ", problems.subList(0, Math.min(LISTED, problems.size())));
    return Optional.of(
        file
            + ": "
            + problems.size()
            + " rows give no valid interval of time: "
            + listed
            + (problems.size() > LISTED ? "; …" : ""));
  }
}
