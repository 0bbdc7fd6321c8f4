// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes what was found as tables that other programs open: a file a recording, of its name, and
 * one for all. Units are written in the order of recordings' names and time; files are in UTF-8,
 * with a point for decimals, whatever the machine's language.
 */
public final class TableWriter {
  private static final double NYQUIST_UNKNOWN = 20_000;
  private static final Comparator<ClassifiedUnit> ORDER =
      Comparator.comparing(ClassifiedUnit::recording)
          .thenComparingDouble(ClassifiedUnit::begin)
          .thenComparingDouble(ClassifiedUnit::end)
          .thenComparingInt(ClassifiedUnit::channel);

  private final Map<String, List<ClassifiedUnit>> byRecording = new TreeMap<>();
  private final Map<String, String> titles = new LinkedHashMap<>();
  private final boolean classified;

  /**
   * Makes one for units, in any order.
   *
   * @param units if no class among them has a name, Raven's tables have no column for it
   */
  public TableWriter(List<ClassifiedUnit> units) {
    this.classified = units.stream().anyMatch(unit -> !unit.className().isEmpty());
    units.stream()
        .sorted(ORDER)
        .forEach(
            unit ->
                byRecording
                    .computeIfAbsent(unit.recording(), unused -> new ArrayList<>())
                    .add(unit));
    Map<String, Integer> met = new LinkedHashMap<>();
    for (String recording : byRecording.keySet()) {
      // Two recordings of one name in two folders, or two formats, must not share a file.
      String title = title(recording);
      int count = met.merge(title.toLowerCase(Locale.ROOT), 1, Integer::sum);
      titles.put(recording, count == 1 ? title : title + "~" + count);
    }
  }

  private static String title(String recording) {
    int slash = recording.lastIndexOf('/');
    int dot = recording.lastIndexOf('.');
    String stem = dot > slash + 1 ? recording.substring(0, dot) : recording;
    return stem.replace("..", "_").replaceAll("[/\\\\:*?\"<>|\\p{Cntrl}]", "_");
  }

  /**
   * Writes Raven selection tables: {@code RECORDING.Table.1.selections.txt} for each recording and
   * {@code all.selections.txt} with Begin File and File Offset.
   *
   * @param directory is made if need be
   */
  public void writeRaven(Path directory) throws IOException {
    Files.createDirectories(directory);
    List<String> all = new ArrayList<>();
    all.add(ravenHeader() + "\tBegin File\tFile Offset (s)");
    int number = 0;
    for (Map.Entry<String, List<ClassifiedUnit>> recording : byRecording.entrySet()) {
      List<String> own = new ArrayList<>();
      own.add(ravenHeader());
      for (ClassifiedUnit unit : recording.getValue()) {
        own.add(raven(own.size(), unit));
        all.add(
            raven(++number, unit) + "\t" + cell(unit.recording()) + "\t" + seconds(unit.begin()));
      }
      String title = titles.get(recording.getKey());
      Files.write(directory.resolve(title + ".Table.1.selections.txt"), own);
    }
    Files.write(directory.resolve("all.selections.txt"), all);
  }

  private String ravenHeader() {
    return "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)"
        + (classified ? "\tClass\tStrength" : "");
  }

  private String raven(int number, ClassifiedUnit unit) {
    String row =
        String.join(
            "\t",
            Integer.toString(number),
            "Spectrogram 1",
            Integer.toString(unit.channel()),
            seconds(unit.begin()),
            seconds(unit.end()),
            String.format(Locale.ROOT, "%.1f", unit.low().orElse(0)),
            String.format(Locale.ROOT, "%.1f", unit.high().orElse(NYQUIST_UNKNOWN)));
    return classified
        ? String.format(Locale.ROOT, "%s\t%s\t%.3f", row, cell(unit.className()), unit.strength())
        : row;
  }

  /**
   * Writes Audacity label tracks, {@code RECORDING.txt}.
   *
   * @param directory is made if need be
   */
  public void writeAudacity(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, List<ClassifiedUnit>> recording : byRecording.entrySet()) {
      List<String> lines =
          recording.getValue().stream()
              .map(
                  unit ->
                      seconds(unit.begin())
                          + "\t"
                          + seconds(unit.end())
                          + "\t"
                          + cell(unit.className()))
              .toList();
      Files.write(directory.resolve(titles.get(recording.getKey()) + ".txt"), lines);
    }
  }

  /**
   * Writes Praat's TextGrids, {@code RECORDING.TextGrid}, in which intervals cannot overlap: units
   * that begin before another of their tier ends stand on a tier of their own.
   *
   * @param directory is made if need be
   * @param durations of the recordings in seconds; where one is missing, its last unit ends it
   */
  public void writeTextGrids(Path directory, Map<String, Double> durations) throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, List<ClassifiedUnit>> recording : byRecording.entrySet()) {
      List<ClassifiedUnit> units = recording.getValue();
      double last = units.stream().mapToDouble(ClassifiedUnit::end).max().orElse(0);
      double end = Math.max(last, durations.getOrDefault(recording.getKey(), last));
      Files.writeString(
          directory.resolve(titles.get(recording.getKey()) + ".TextGrid"), grid(units, end));
    }
  }

  private static String grid(List<ClassifiedUnit> units, double end) {
    List<List<ClassifiedUnit>> tiers = new ArrayList<>();
    for (ClassifiedUnit unit : units) {
      List<ClassifiedUnit> free =
          tiers.stream()
              .filter(tier -> tier.get(tier.size() - 1).end() <= unit.begin())
              .findFirst()
              .orElseGet(
                  () -> {
                    List<ClassifiedUnit> tier = new ArrayList<>();
                    tiers.add(tier);
                    return tier;
                  });
      free.add(unit);
    }
    StringBuilder text = new StringBuilder();
    text.append("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\nxmax = ");
    text.append(seconds(end)).append("\ntiers? <exists>\nsize = ").append(tiers.size());
    text.append("\nitem []:\n");
    for (int i = 0; i < tiers.size(); i++) {
      tier(text, i + 1, tiers.get(i), end);
    }
    return text.toString();
  }

  private static void tier(StringBuilder text, int number, List<ClassifiedUnit> units, double end) {
    List<String> intervals = new ArrayList<>();
    double at = 0;
    for (ClassifiedUnit unit : units) {
      if (unit.begin() > at) {
        intervals.add(interval(at, unit.begin(), ""));
      }
      intervals.add(interval(unit.begin(), unit.end(), unit.className()));
      at = unit.end();
    }
    if (end > at) {
      intervals.add(interval(at, end, ""));
    }
    text.append("    item [").append(number).append("]:\n");
    text.append("        class = \"IntervalTier\"\n        name = \"class");
    text.append(number == 1 ? "" : " " + number).append("\"\n        xmin = 0\n        xmax = ");
    text.append(seconds(end)).append("\n        intervals: size = ").append(intervals.size());
    text.append('\n');
    for (int i = 0; i < intervals.size(); i++) {
      text.append("        intervals [").append(i + 1).append("]:\n").append(intervals.get(i));
    }
  }

  private static String interval(double begin, double end, String label) {
    return "            xmin = "
        + seconds(begin)
        + "\n            xmax = "
        + seconds(end)
        + "\n            text = \""
        + cell(label).replace("\"", "\"\"")
        + "\"\n";
  }

  /**
   * Writes {@code sequences.csv}, each recording's classes in order, and {@code transitions.csv},
   * how often which class follows which within a recording: what a person reads syntax from.
   *
   * @param directory is made if need be
   * @param longestGap in seconds, beyond which a unit begins a new sequence; infinite for none
   */
  public void writeSequences(Path directory, double longestGap) throws IOException {
    Files.createDirectories(directory);
    List<ClassSequence> sequences = sequences(longestGap);
    List<String> lines = new ArrayList<>();
    lines.add("recording,begin,end,units,sequence");
    for (ClassSequence sequence : sequences) {
      lines.add(
          String.join(
              ",",
              csv(sequence.recording()),
              seconds(sequence.begin()),
              seconds(sequence.end()),
              Integer.toString(sequence.classes().size()),
              csv(sequence.text())));
    }
    Files.write(directory.resolve("sequences.csv"), lines);
    List<String> counts = new ArrayList<>();
    counts.add("from,to,count,share");
    Map<String, Map<String, Integer>> transitions = ClassSequence.transitions(sequences);
    transitions.forEach(
        (from, row) -> {
          int all = row.values().stream().mapToInt(Integer::intValue).sum();
          row.forEach(
              (to, count) ->
                  counts.add(
                      csv(from)
                          + ","
                          + csv(to)
                          + ","
                          + count
                          + String.format(Locale.ROOT, ",%.4f", (double) count / all)));
        });
    Files.write(directory.resolve("transitions.csv"), counts);
  }

  /**
   * Returns each recording's classes in order of time, channel by channel.
   *
   * @param longestGap in seconds, beyond which a unit begins a new sequence; infinite for none
   */
  public List<ClassSequence> sequences(double longestGap) {
    List<ClassSequence> sequences = new ArrayList<>();
    byRecording.forEach(
        (recording, units) -> {
          Map<Integer, List<ClassifiedUnit>> channels =
              units.stream()
                  .collect(
                      Collectors.groupingBy(
                          ClassifiedUnit::channel, TreeMap::new, Collectors.toList()));
          channels.values().forEach(own -> sequences.addAll(ClassSequence.of(own, longestGap)));
        });
    return sequences;
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.6f", seconds);
  }

  private static String cell(String text) {
    return text.replaceAll("[\\t\\r\\n]+", " ");
  }

  private static String csv(String text) {
    return text.matches("[^\",\\r\\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }
}
