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

/** Reads the series of one table in text. */
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
  private static final double SEEN = 0.6; // DeepLabCut's own cut-off
  private static final double EPOCH_MILLIS = 1e11;

  private final Series recipe;
  private final TextTable table;
  private final List<String> columns;
  private final int first; // row below the headers

  private LogTable(Series recipe, TextTable table, List<String> columns, int first) {
    this.recipe = recipe;
    this.table = table;
    this.columns = columns;
    this.first = first;
  }

  /**
   * Reads the series of a table.
   *
   * @param name what its series is called, where it holds one
   * @throws DecipherException if it holds none, or a cell that is no number, naming it
   */
  static List<Log> read(Series recipe, Path file, String name) {
    TextTable table = TextTable.read(file);
    boolean poses =
        table.columns().get(0).equals("scorer")
            && table.count() > 3
            && table.cell(0, 0).equals("bodyparts")
            && table.cell(1, 0).equals("coords");
    if (!poses) {
      return new LogTable(recipe, table, table.columns(), 0).logs(name);
    }
    List<String> names = new ArrayList<>(List.of("frame"));
    for (int c = 1; c < table.columns().size(); c++) {
      names.add(table.cell(0, c) + " " + table.cell(1, c));
    }
    return new LogTable(recipe, table, names, 2).poses(name);
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
              + ": has no column of numbers; expected one a channel, and a row a step; its columns"
              + " are "
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

  /** DeepLabCut's points: x and y are missing where a point was hardly seen. */
  private List<Log> poses(String name) {
    List<String> names = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    for (int c = 1; c < columns.size(); c++) {
      if (columns.get(c).endsWith(" likelihood")) {
        continue;
      }
      String point = columns.get(c).substring(0, columns.get(c).lastIndexOf(' '));
      Optional<double[]> seen =
          Optional.of(columns.indexOf(point + " likelihood"))
              .filter(at -> at >= 0)
              .map(this::numbers);
      double[] channel = numbers(c);
      for (int i = 0; i < channel.length; i++) {
        if (seen.isPresent() && !(seen.get()[i] >= SEEN)) {
          channel[i] = Double.NaN;
        }
      }
      names.add(columns.get(c));
      values.add(channel);
    }
    Log log = new Log(name, List.copyOf(names), values.toArray(double[][]::new), new double[0]);
    List<String> wanted =
        recipe.chosen().isPresent()
            ? recipe.chosen().get().encodings().stream().map(one -> one.name()).toList()
            : recipe.channels();
    wanted.forEach(this::column);
    return List.of(wanted.isEmpty() ? log : log.with(wanted));
  }
}
