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
 * Writes classified units as tables for other programs: one file per recording, named after it, and
 * one for all. Units are ordered by recording name and time; files are in UTF-8 with a decimal
 * point, regardless of the machine's locale.
 */
public final class TableWriter {
  private static final double NYQUIST_UNKNOWN = 20_000;
  private static final double SMALLEST_GAP = 1e-6; // in seconds; less is rounding error
  private static final Comparator<ClassifiedUnit> ORDER =
      Comparator.comparing(ClassifiedUnit::recording)
          .thenComparingDouble(ClassifiedUnit::begin)
          .thenComparingDouble(ClassifiedUnit::end)
          .thenComparingInt(ClassifiedUnit::channel);

  private final Map<String, List<ClassifiedUnit>> byRecording = new TreeMap<>();
  private final Map<String, String> titles = new LinkedHashMap<>();
  private final boolean classified;

  /**
   * Creates a writer for units, in any order.
   *
   * @param units if none of them has a class name, Raven tables have no column for it
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
      // Two recordings of the same name in different folders or formats must not share a file.
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
   * @param directory output folder, created if necessary
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
   * @param directory output folder, created if necessary
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
   * Writes Praat TextGrids, {@code RECORDING.TextGrid}. Intervals cannot overlap there, so a unit
   * that begins before another of its tier ends goes to a tier of its own.
   *
   * @param directory output folder, created if necessary
   * @param durations of the recordings in seconds; if missing, the recording ends with its last
   *     unit
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
   * Writes {@code sequences.csv}, each recording's classes in order; {@code transitions.csv}, how
   * often each class follows another within a recording; and the transition graph, drawn in {@code
   * transitions.svg} and for Graphviz in {@code transitions.dot}: the basis for analysing syntax.
   *
   * @param directory output folder, created if necessary
   * @param longestGap in seconds, beyond which a unit begins a new sequence; infinite for no
   *     splitting
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
    TransitionGraph graph = new TransitionGraph(transitions);
    Files.writeString(directory.resolve("transitions.svg"), graph.svg());
    Files.writeString(directory.resolve("transitions.dot"), graph.dot());
  }

  /**
   * Writes {@code events.csv}: one event per row, in the columns of BORIS's aggregated events, so
   * that software for behavioural analysis reads the results like manually coded events. Units
   * without a class are left out.
   *
   * @param directory output folder, created if necessary
   * @param none the class name of units without a class
   * @see <a href="https://doi.org/10.1111/2041-210X.12584">Friard and Gamba 2016 (BORIS)</a>
   */
  public void writeEvents(Path directory, String none) throws IOException {
    Files.createDirectories(directory);
    List<String> lines = new ArrayList<>();
    lines.add(
        "Observation id,Media file name,Subject,Behavior,Behavioral category,Modifiers,"
            + "Behavior type,Start (s),Stop (s),Duration (s),Comment start,Comment stop");
    for (List<ClassifiedUnit> units : byRecording.values()) {
      for (ClassifiedUnit unit : units) {
        if (unit.className().equals(none)) {
          continue;
        }
        lines.add(
            String.join(
                ",",
                csv(unit.recording()),
                csv(unit.recording()),
                "No focal subject",
                csv(unit.className()),
                "",
                "",
                "STATE",
                seconds(unit.begin()),
                seconds(unit.end()),
                seconds(unit.end() - unit.begin()),
                String.format(Locale.ROOT, "strength %.3f", unit.strength()),
                ""));
      }
    }
    Files.write(directory.resolve("events.csv"), lines);
  }

  /**
   * Merges gapless units, such as the windows of a log, into bouts: where two overlap, the earlier
   * one ends in the middle of the overlap; neighbours of the same class become one, whose strength
   * is their mean weighted by duration.
   */
  public static List<ClassifiedUnit> bouts(List<ClassifiedUnit> units) {
    Map<String, List<ClassifiedUnit>> tracks = new TreeMap<>();
    units.stream()
        .sorted(ORDER)
        .forEach(
            unit ->
                tracks
                    .computeIfAbsent(
                        unit.recording() + '\0' + unit.channel(), unused -> new ArrayList<>())
                    .add(unit));
    List<ClassifiedUnit> bouts = new ArrayList<>();
    tracks.values().forEach(track -> bouts.addAll(bouts(untangled(track), SMALLEST_GAP)));
    return bouts;
  }

  /** Returns the units trimmed so that none overlap. */
  private static List<ClassifiedUnit> untangled(List<ClassifiedUnit> track) {
    List<ClassifiedUnit> apart = new ArrayList<>();
    double from = 0;
    for (int i = 0; i < track.size(); i++) {
      ClassifiedUnit unit = track.get(i);
      double next = i + 1 < track.size() ? track.get(i + 1).begin() : Double.POSITIVE_INFINITY;
      double begin = Math.max(from, unit.begin());
      double end = next < unit.end() ? (next + unit.end()) / 2 : unit.end();
      if (end > begin) {
        apart.add(unit.between(begin, end));
        from = end;
      }
    }
    return apart;
  }

  private static List<ClassifiedUnit> bouts(List<ClassifiedUnit> track, double gap) {
    List<ClassifiedUnit> bouts = new ArrayList<>();
    for (ClassifiedUnit unit : track) {
      ClassifiedUnit last = bouts.isEmpty() ? unit : bouts.get(bouts.size() - 1);
      boolean goesOn =
          !bouts.isEmpty()
              && last.className().equals(unit.className())
              && unit.begin() - last.end() <= gap;
      if (goesOn) {
        bouts.set(bouts.size() - 1, last.joined(unit));
      } else {
        bouts.add(unit);
      }
    }
    return bouts;
  }

  /**
   * Returns each recording's classes in order of time, channel by channel.
   *
   * @param longestGap in seconds, beyond which a unit begins a new sequence; infinite for no
   *     splitting
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
