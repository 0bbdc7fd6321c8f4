// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.DecipherException;
import io.decipher.text.Cells;
import io.decipher.text.TextTable;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the series of one file: a text table, or poses. */
final class LogTable {
  private static final Set<String> TIMES =
      Set.of(
          "time",
          "t",
          "times",
          "timestamp",
          "timestamps",
          "seconds",
          "sec",
          "secs",
          "s",
          "ms",
          "datetime",
          "date",
          "date_time",
          "time_s",
          "time (s)",
          "time [s]",
          "time_ms",
          "time (ms)",
          "time [ms]",
          "elapsed",
          "elapsed (s)",
          "elapsed_s",
          "utc");
  private static final Pattern MOMENT =
      Pattern.compile(
          "(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})[T ](\\d{1,2}):(\\d{2})(?::(\\d{2})(\\.\\d+)?)?"
              + "(?:Z|[+-]\\d{2}:?\\d{2})?");
  private static final double MOSTLY = 0.8;
  private static final String SCORER = "scorer"; // first cell of DeepLabCut's tables
  private static final int FEWEST_OF_A_LOG = 200; // steps
  private static final double EPOCH_MILLIS = 1e11;

  private final Series recipe;
  private final TextTable table;
  private final List<String> columns;
  private final int first; // first row below the headers

  private LogTable(Series recipe, TextTable table, List<String> columns, int first) {
    this.recipe = recipe;
    this.table = table;
    this.columns = columns;
    this.first = first;
  }

  /**
   * Reads the series of a table.
   *
   * @param name the name of its series, if there is only one
   * @throws DecipherException if it has no series, or a cell that is not a number, which the
   *     message names
   */
  static List<Log> read(Series recipe, Path file, String name) {
    if (PoseFile.isNamed(file)) {
      return chosen(recipe, file, PoseFile.read(recipe, file, name));
    }
    TextTable table = named(TextTable.read(file));
    Optional<WideTable> wide = recipe.group().isEmpty() ? WideTable.of(table) : Optional.empty();
    if (wide.isPresent()) {
      return chosen(recipe, file, wide.get().logs(table, name));
    }
    int headers = poseHeaders(table);
    return headers == 0
        ? new LogTable(recipe, table, table.columns(), 0).logs(name)
        : chosen(recipe, file, new LogTable(recipe, table, table.columns(), headers).poses(name));
  }

  /** Returns a DeepLabCut table with its header row, which few rows are not enough to detect. */
  static TextTable named(TextTable table) {
    return !table.dialect().header() && table.cell(0, 0).equals(SCORER)
        ? TextTable.read(table.file(), Optional.of(true), Optional.empty())
        : table;
  }

  /** Returns how many rows below the first are part of DeepLabCut's header; 0 for other tables. */
  static int poseHeaders(TextTable table) {
    if (!table.columns().get(0).equals(SCORER) || table.count() < 4) {
      return 0;
    }
    int rows = table.cell(0, 0).equals("individuals") ? 3 : 2;
    return table.cell(rows - 2, 0).equals("bodyparts") && table.cell(rows - 1, 0).equals("coords")
        ? rows
        : 0;
  }

  /** Returns the series of poses restricted to the selected channels. */
  private static List<Log> chosen(Series recipe, Path file, List<Log> logs) {
    List<String> wanted =
        recipe.chosen().isPresent()
            ? recipe.chosen().get().encodings().stream().map(one -> one.name()).toList()
            : recipe.channels();
    for (Log log : logs) {
      for (String channel : wanted) {
        if (!log.channels().contains(channel)) {
          throw new DecipherException(
              file
                  + ": "
                  + log.name()
                  + " has no channel '"
                  + channel
                  + "', which is required; its channels are "
                  + String.join(", ", log.channels()));
        }
      }
    }
    return wanted.isEmpty() ? logs : logs.stream().map(log -> log.with(wanted)).toList();
  }

  /**
   * Describes a table that is a log, judged by its beginning: poses, or rows evenly spaced in time.
   */
  static Optional<String> describe(TextTable beginning) {
    if (poseHeaders(beginning) > 0) {
      return Optional.of("poses of DeepLabCut");
    }
    Optional<WideTable> wide = WideTable.of(beginning);
    if (wide.isPresent()) {
      return Optional.of(
          "one series per row ("
              + wide.get().steps()
              + " steps of "
              + String.join(", ", wide.get().channels().keySet())
              + "; -D decipher.dataset.type=table uses rows as they are)");
    }
    if (beginning.count() < FEWEST_OF_A_LOG) {
      return Optional.empty();
    }
    Series any = new Series(beginning.file());
    LogTable log = new LogTable(any, beginning, beginning.columns(), 0);
    int time = log.timeColumn();
    if (time < 0 || log.channels(-1, time).isEmpty()) {
      return Optional.empty();
    }
    double[] times = log.times(time);
    double[] steps = new double[times.length - 1];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = times[i + 1] - times[i];
    }
    double[] sorted = steps.clone();
    Arrays.sort(sorted);
    double usual = sorted[sorted.length / 2];
    long even = Arrays.stream(steps).filter(s -> Math.abs(s - usual) <= 0.1 * usual).count();
    return even >= MOSTLY * steps.length
        ? Optional.of("a log (rows evenly in time by '" + beginning.columns().get(time) + "')")
        : Optional.empty();
  }

  private int rows() {
    return table.count() - first;
  }

  private List<Log> logs(String name) {
    int group = recipe.group().map(this::column).orElse(-1);
    int time = recipe.time().map(this::column).orElseGet(this::timeColumn);
    List<Integer> channels = channels(group, time);
    if (channels.isEmpty()) {
      throw new DecipherException(
          table.file()
              + ": has no column of numbers; expected one per channel, and one row per step; its"
              + " columns are "
              + String.join(", ", columns));
    }
    double[][] values = new double[channels.size()][];
    for (int c = 0; c < values.length; c++) {
      values[c] = numbers(channels.get(c));
    }
    double[] times = time < 0 ? new double[0] : times(time);
    List<String> names = channels.stream().map(columns::get).toList();
    Log all = new Log(name, names, values, times);
    return group < 0 ? List.of(ordered(all)) : grouped(all, group);
  }

  private int column(String name) {
    int at = columns.indexOf(name);
    if (at < 0) {
      throw new DecipherException(
          table.file()
              + ": has no column '"
              + name
              + "', which a setting names; its columns are "
              + String.join(", ", columns));
    }
    return at;
  }

  private int timeColumn() {
    for (int c = 0; c < columns.size(); c++) {
      if (TIMES.contains(columns.get(c).toLowerCase(Locale.ROOT)) && isIncreasing(c)) {
        return c;
      }
    }
    return -1;
  }

  private boolean isIncreasing(int column) {
    double before = Double.NEGATIVE_INFINITY;
    for (int row = first; row < table.count(); row++) {
      OptionalDouble time = time(row, column);
      boolean grouped = recipe.group().isPresent();
      if (time.isEmpty() || (!grouped && time.getAsDouble() <= before)) {
        return false;
      }
      before = time.getAsDouble();
    }
    return rows() > 1;
  }

  private OptionalDouble time(int row, int column) {
    OptionalDouble number = table.number(row, column);
    if (number.isPresent()) {
      String name = columns.get(column).toLowerCase(Locale.ROOT);
      boolean millis =
          name.equals("ms")
              || name.matches(".*[^a-z]ms\\W*")
              || number.getAsDouble() > EPOCH_MILLIS;
      return millis ? OptionalDouble.of(number.getAsDouble() / 1000) : number;
    }
    Matcher moment = MOMENT.matcher(table.cell(row, column).strip());
    if (!moment.matches()) {
      return OptionalDouble.empty();
    }
    try {
      LocalDateTime parsed =
          LocalDateTime.of(
              Integer.parseInt(moment.group(1)),
              Integer.parseInt(moment.group(2)),
              Integer.parseInt(moment.group(3)),
              Integer.parseInt(moment.group(4)),
              Integer.parseInt(moment.group(5)),
              moment.group(6) == null ? 0 : Integer.parseInt(moment.group(6)));
      double fraction = moment.group(7) == null ? 0 : Double.parseDouble("0" + moment.group(7));
      return OptionalDouble.of(parsed.toEpochSecond(java.time.ZoneOffset.UTC) + fraction);
    } catch (DateTimeException noSuchMoment) {
      return OptionalDouble.empty();
    }
  }

  private double[] times(int column) {
    double[] times = new double[rows()];
    for (int i = 0; i < times.length; i++) {
      int row = first + i;
      times[i] =
          time(row, column)
              .orElseThrow(
                  () ->
                      new DecipherException(
                          table.place(row, column)
                              + ": is '"
                              + table.cell(row, column)
                              + "'; expected a time: seconds, or a date with a time"));
    }
    return times;
  }

  private List<Integer> channels(int group, int time) {
    if (recipe.chosen().isPresent()) {
      return recipe.chosen().get().encodings().stream().map(one -> column(one.name())).toList();
    }
    if (!recipe.channels().isEmpty()) {
      return recipe.channels().stream().map(this::column).toList();
    }
    List<Integer> channels = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      if (c != group && c != time && isNumbers(c) && !isCounting(c)) {
        channels.add(c);
      }
    }
    return channels;
  }

  private boolean isNumbers(int column) {
    int filled = 0;
    int numbers = 0;
    for (int row = first; row < table.count(); row++) {
      if (!Cells.isMissing(table.cell(row, column))) {
        filled++;
        numbers += table.number(row, column).isPresent() ? 1 : 0;
      }
    }
    return filled > 0 && numbers >= MOSTLY * filled;
  }

  private boolean isCounting(int column) {
    double before = Double.NaN;
    for (int row = first; row < table.count(); row++) {
      OptionalDouble number = table.number(row, column);
      if (number.isEmpty() || !(Double.isNaN(before) || number.getAsDouble() == before + 1)) {
        return false;
      }
      before = number.getAsDouble();
    }
    return rows() > 2;
  }

  private double[] numbers(int column) {
    double[] numbers = new double[rows()];
    for (int i = 0; i < numbers.length; i++) {
      int row = first + i;
      if (Cells.isMissing(table.cell(row, column))) {
        numbers[i] = Double.NaN;
        continue;
      }
      OptionalDouble number = table.number(row, column);
      if (number.isEmpty() || Math.abs(number.getAsDouble()) > Float.MAX_VALUE) {
        throw new DecipherException(
            table.place(row, column)
                + ": is '"
                + table.cell(row, column)
                + "'; expected a number within ±3.4e38, or nothing, NA, ? or NaN");
      }
      numbers[i] = number.getAsDouble();
    }
    return numbers;
  }

  private Log ordered(Log log) {
    for (int i = 1; i < log.times().length; i++) {
      if (!(log.times()[i] > log.times()[i - 1])) {
        throw new DecipherException(
            table.file()
                + ": "
                + log.name()
                + ": step "
                + (i + 1)
                + " is not later than the one before; expected times that increase, or set group to"
                + " the column that tells series apart");
      }
    }
    return log;
  }

  private List<Log> grouped(Log all, int group) {
    Map<String, List<Integer>> steps = new LinkedHashMap<>();
    for (int i = 0; i < rows(); i++) {
      steps.computeIfAbsent(table.cell(first + i, group).strip(), any -> new ArrayList<>()).add(i);
    }
    List<Log> logs = new ArrayList<>();
    steps.forEach(
        (name, rows) -> {
          int[] at = rows.stream().mapToInt(Integer::intValue).toArray();
          double[][] values = new double[all.values().length][];
          for (int c = 0; c < values.length; c++) {
            double[] channel = all.values()[c];
            values[c] = Arrays.stream(at).mapToDouble(i -> channel[i]).toArray();
          }
          double[] times =
              all.times().length == 0
                  ? new double[0]
                  : Arrays.stream(at).mapToDouble(i -> all.times()[i]).toArray();
          logs.add(ordered(new Log(name, all.channels(), values, times)));
        });
    return logs;
  }

  private List<Log> poses(String name) {
    List<List<String>> names = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    for (int c = 1; c < columns.size(); c++) {
      List<String> parts = new ArrayList<>(List.of(columns.get(c)));
      for (int row = 0; row < first; row++) {
        parts.add(table.cell(row, c));
      }
      names.add(parts);
      values.add(numbers(c));
    }
    return PoseFile.deepLabCut(recipe, table.file(), name, names, values);
  }
}
