// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.text.TextTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Layout of a table in which each row is a series of several channels: its columns are named by
 * channel and step, such as x1, y1, z1, x2, y2, z2 and so on, or x_0 to x_39 and then y_0.
 *
 * @param channels the columns of each channel, in order of steps, by the channel's name
 */
record WideTable(Map<String, List<Integer>> channels) {
  private static final Pattern STEP = Pattern.compile("(.*?)[ _.\\[-]?(\\d{1,6})\\]?");
  private static final int FEWEST_CHANNELS = 2; // a single channel could also be a vector
  private static final int FEWEST_STEPS = 16;
  private static final int MOST_CHANNELS = 24;
  private static final double MOSTLY = 0.9;

  /** Returns the layout of a table, if its rows are series. */
  static Optional<WideTable> of(TextTable table) {
    Map<String, TreeMap<Integer, Integer>> found = new LinkedHashMap<>();
    int matched = 0;
    for (int c = 0; c < table.columns().size(); c++) {
      Matcher matcher = STEP.matcher(table.columns().get(c));
      if (matcher.matches() && !matcher.group(1).isEmpty()) {
        found
            .computeIfAbsent(matcher.group(1), unused -> new TreeMap<>())
            .put(Integer.parseInt(matcher.group(2)), c);
        matched++;
      }
    }
    if (found.size() < FEWEST_CHANNELS
        || found.size() > MOST_CHANNELS
        || matched < MOSTLY * table.columns().size()) {
      return Optional.empty();
    }
    Set<Set<Integer>> steps = new HashSet<>();
    Map<String, List<Integer>> channels = new LinkedHashMap<>();
    found.forEach(
        (name, columns) -> {
          steps.add(columns.keySet());
          channels.put(name, List.copyOf(columns.values()));
        });
    boolean even = steps.size() == 1 && steps.iterator().next().size() >= FEWEST_STEPS;
    return even ? Optional.of(new WideTable(channels)) : Optional.empty();
  }

  int steps() {
    return channels.values().iterator().next().size();
  }

  /**
   * Returns one series per row, named by the first other column with distinct texts, or by number.
   */
  List<Log> logs(TextTable table, String name) {
    Set<Integer> used = new HashSet<>();
    channels.values().forEach(used::addAll);
    int names = -1;
    for (int c = 0; c < table.columns().size() && names < 0; c++) {
      Set<String> texts = new HashSet<>();
      for (int row = 0; row < table.count() && !used.contains(c); row++) {
        texts.add(table.cell(row, c));
      }
      names = texts.size() == table.count() && !texts.contains("") ? c : -1;
    }
    List<Log> logs = new ArrayList<>(table.count());
    for (int row = 0; row < table.count(); row++) {
      double[][] values = new double[channels.size()][];
      int channel = 0;
      for (List<Integer> columns : channels.values()) {
        int at = row;
        values[channel++] =
            columns.stream().mapToDouble(c -> table.number(at, c).orElse(Double.NaN)).toArray();
      }
      boolean empty =
          Arrays.stream(values).allMatch(own -> Arrays.stream(own).allMatch(Double::isNaN));
      if (!empty) {
        logs.add(
            new Log(
                names < 0 ? name + ":" + row : table.cell(row, names),
                List.copyOf(channels.keySet()),
                values,
                new double[0]));
      }
    }
    return logs;
  }
}
