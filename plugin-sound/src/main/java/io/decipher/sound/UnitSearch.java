// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.DecipherException;
import io.decipher.sound.audio.ChannelReader;
import io.decipher.sound.segment.Segment;
import io.decipher.sound.segment.Segmentation;
import io.decipher.sound.tables.Selection;
import io.decipher.sound.tables.SelectionTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the units of a folder's recordings, ordered by recording, channel and time. */
final class UnitSearch {
  // If half of the recordings last at most this long, each is treated as one unit.
  private static final double SHORT = 3;
  // A table may end a unit this much after the recording's end, because of rounding.
  private static final double SLACK = 0.05;

  private static final double WIDER = 1.25;
  // A unit is held in memory as a whole.
  private static final double MOST_SAMPLES = 1 << 26;

  private final Sound recipe;
  private final Complaints complaints;

  UnitSearch(Sound recipe, Complaints complaints) {
    this.recipe = recipe;
    this.complaints = complaints;
  }

  /**
   * The result of the search.
   *
   * @param recordings all readable recordings
   * @param units in data order
   * @param low the units' lowest frequency: from the tables, if every row gives one, or the
   *     segmenter's lower edge divided by 1.25
   * @param high the highest, likewise; the segmenter's upper edge is multiplied by 1.25
   * @param summary what was found, one line each
   */
  record Found(
      List<Recording> recordings,
      List<Unit> units,
      OptionalDouble low,
      OptionalDouble high,
      List<String> summary) {}

  /** The table rows of each recording, and the number of tables of each kind. */
  private record Tables(Map<Recording, List<Selection>> rows, Map<String, Integer> kinds) {
    int count() {
      return rows.values().stream().mapToInt(List::size).sum();
    }
  }

  Found find() {
    RecordingFolder folder = RecordingFolder.list(recipe.path());
    if (folder.audio().isEmpty()) {
      throw new DecipherException(
          recipe.path()
              + ": has no recordings; expected files that end in .wav, .flac, .mp3 or .ogg");
    }
    List<Recording> recordings = inspect(folder);
    if (recordings.isEmpty()) {
      throw new DecipherException(
          recipe.path()
              + ": none of its "
              + folder.audio().size()
              + " recordings can be read; "
              + String.join(" ", complaints.lines("problems")));
    }
    List<String> summary = new ArrayList<>();
    summary.add(describe(recordings));
    boolean asked = recipe.units() == Sound.Units.TABLES || recipe.units() == Sound.Units.AUTO;
    Tables tables = asked ? tables(folder, recordings) : new Tables(Map.of(), new TreeMap<>());
    Sound.Units units = choose(recordings, tables);
    List<Unit> found =
        switch (units) {
          case TABLES -> rows(tables);
          case FILES -> wholes(recordings);
          default -> segments(recordings, summary);
        };
    List<Unit> kept = new ArrayList<>();
    for (Unit unit : found) {
      double longest = Math.min(recipe.longest(), MOST_SAMPLES / unit.recording().rate());
      if (unit.duration() > longest) {
        complaints.add(
            String.format(
                Locale.ROOT,
                "%s: lasts %.1f s; expected at most %.1f s (longest, or 2^26 samples)",
                unit.name(3),
                unit.duration(),
                longest));
      } else {
        kept.add(unit);
      }
    }
    if (kept.isEmpty()) {
      throw new DecipherException(
          recipe.path()
              + ": has no unit (units = "
              + units.name().toLowerCase(Locale.ROOT)
              + "); "
              + String.join(" ", summary)
              + " "
              + String.join(" ", complaints.lines("problems")));
    }
    summary.add(kept.size() + " units: " + reason(units, tables));
    return new Found(
        recordings, kept, bound(units, tables, true), bound(units, tables, false), summary);
  }

  /** Returns the lower or upper edge of the units' own band, if known. */
  private OptionalDouble bound(Sound.Units units, Tables tables, boolean low) {
    return switch (units) {
      case TABLES -> bound(tables, low);
      case FILES -> OptionalDouble.empty();
      // A call extends beyond the band in which its energy is detected.
      default ->
          OptionalDouble.of(
              low ? recipe.segmenter().low() / WIDER : recipe.segmenter().high() * WIDER);
    };
  }

  private List<Recording> inspect(RecordingFolder folder) {
    Path[] files = folder.audio().toArray(Path[]::new);
    return Arrays.stream(files)
        .parallel()
        .flatMap(
            file -> {
              try {
                return Stream.of(Recording.inspect(file, folder.name(file)));
              } catch (IOException e) {
                complaints.add(file + ": " + e.getMessage());
                return Stream.empty();
              }
            })
        .toList();
  }

  private Tables tables(RecordingFolder folder, List<Recording> recordings) {
    TableMatch match = new TableMatch(recordings);
    Map<String, Integer> kinds = new TreeMap<>();
    for (Path file : folder.tables()) {
      if (isOwn(file)) {
        continue;
      }
      SelectionTable table;
      try {
        table = SelectionTable.read(file);
      } catch (DecipherException e) {
        complaints.add(String.valueOf(e.getMessage()));
        continue;
      }
      table.complaint().ifPresent(complaints::add);
      match.add(folder.name(file), table, complaints);
      kinds.merge(table.format().title(), 1, Integer::sum);
    }
    return new Tables(match.rows(), kinds);
  }

  /** Excludes truth and attributes, which are not tables of units even beside the recordings. */
  private boolean isOwn(Path file) {
    return Stream.of(recipe.truth(), recipe.attributes())
        .flatMap(Optional::stream)
        .anyMatch(listed -> listed.toAbsolutePath().normalize().equals(file));
  }

  private Sound.Units choose(List<Recording> recordings, Tables tables) {
    if (recipe.units() == Sound.Units.TABLES && tables.count() == 0) {
      throw new DecipherException(
          recipe.path()
              + ": has no table whose rows belong to its recordings, though units = tables;"
              + " expected Raven selections, Audacity labels, TextGrids or CSV. "
              + String.join(" ", complaints.lines("problems")));
    }
    if (recipe.units() != Sound.Units.AUTO) {
      return recipe.units();
    }
    if (tables.count() > 0) {
      return Sound.Units.TABLES;
    }
    double[] durations = recordings.stream().mapToDouble(Recording::duration).sorted().toArray();
    return durations[durations.length / 2] <= SHORT ? Sound.Units.FILES : Sound.Units.SEGMENTER;
  }

  private static String reason(Sound.Units units, Tables tables) {
    return switch (units) {
      case TABLES ->
          "rows of "
              + tables.kinds().entrySet().stream()
                  .map(kind -> kind.getValue() + " " + kind.getKey())
                  .collect(Collectors.joining(", "));
      case FILES -> "whole recordings";
      default -> "found by the segmenter; tables or units = files override this";
    };
  }

  private int[] channels(Recording recording) {
    if (recipe.isEachChannel() && recording.channels() > 1) {
      int[] all = new int[recording.channels()];
      Arrays.setAll(all, channel -> channel);
      return all;
    }
    int only = recipe.isEachChannel() ? -1 : recipe.onlyChannel();
    if (only >= recording.channels()) {
      complaints.add(
          recording.name()
              + ": has "
              + recording.channels()
              + " channels, but channel = "
              + (only + 1));
      return new int[0];
    }
    return new int[] {only};
  }

  private List<Unit> wholes(List<Recording> recordings) {
    List<Unit> units = new ArrayList<>();
    for (Recording recording : recordings) {
      for (int channel : channels(recording)) {
        units.add(new Unit(recording, channel, true, 0, recording.duration(), Map.of()));
      }
    }
    return units;
  }

  private List<Unit> rows(Tables tables) {
    List<Unit> units = new ArrayList<>();
    tables
        .rows()
        .forEach(
            (recording, rows) -> {
              List<Selection> sorted =
                  rows.stream()
                      .sorted(
                          Comparator.comparingDouble(Selection::begin)
                              .thenComparingDouble(Selection::end))
                      .toList();
              List<Unit> own = new ArrayList<>();
              for (Selection row : sorted) {
                if (row.end() > recording.duration() + SLACK) {
                  complaints.add(
                      String.format(
                          Locale.ROOT,
                          "%s: row %s is from %.3f to %.3f s, but the recording ends at %.3f s",
                          recording.name(),
                          row.id(),
                          row.begin(),
                          row.end(),
                          recording.duration()));
                  continue;
                }
                for (int channel : channels(recording)) {
                  int listed = row.channel().orElse(channel + 1) - 1;
                  if (recipe.isEachChannel() && listed != channel && channel >= 0) {
                    continue; // a row that names its channel applies to that one only
                  }
                  own.add(unit(recording, channel, row));
                }
              }
              own.sort(Comparator.comparingInt(Unit::channel)); // stable: keeps order of time
              units.addAll(own);
            });
    return units;
  }

  private static Unit unit(Recording recording, int channel, Selection row) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("selection", row.id());
    row.low().ifPresent(low -> columns.put("low", Double.toString(low)));
    row.high().ifPresent(high -> columns.put("high", Double.toString(high)));
    row.columns().forEach((title, text) -> columns.putIfAbsent(free(title), text));
    double end = Math.min(row.end(), recording.duration());
    return new Unit(recording, channel, false, row.begin(), end, columns);
  }

  /** Keeps a table's column apart from the attributes measured here. */
  private static String free(String title) {
    return switch (title.toLowerCase(Locale.ROOT)) {
      case "recording", "begin", "end", "duration", "channel", "selection", "low", "high", "name" ->
          title + " (table)";
      default -> title;
    };
  }

  /** The segmentation of one recording. */
  private record Cut(List<Unit> units, List<Segmentation> found) {}

  private List<Unit> segments(List<Recording> recordings, List<String> summary) {
    List<Cut> cuts = recordings.stream().toList().parallelStream().map(this::cut).toList();
    List<Segmentation> all = cuts.stream().flatMap(cut -> cut.found().stream()).toList();
    Segmentation total = Segmentation.total(all);
    summary.add("segmenter: " + total.describe(recipe.segmenter()));
    return cuts.stream().flatMap(cut -> cut.units().stream()).toList();
  }

  private Cut cut(Recording recording) {
    List<Unit> units = new ArrayList<>();
    List<Segmentation> found = new ArrayList<>();
    for (int channel : channels(recording)) {
      try (ChannelReader reader = ChannelReader.open(recording.file(), channel)) {
        Segmentation segmentation = recipe.segmenter().segment(reader);
        found.add(segmentation);
        for (Segment segment : segmentation.units()) {
          Map<String, String> columns =
              Map.of("prominence", String.format(Locale.ROOT, "%.1f", segment.prominence()));
          units.add(new Unit(recording, channel, false, segment.begin(), segment.end(), columns));
        }
      } catch (IOException e) {
        complaints.add(recording.name() + ": " + e.getMessage());
        return new Cut(List.of(), List.of()); // drop all of its units, as if it did not exist
      }
    }
    return new Cut(units, found);
  }

  private static OptionalDouble bound(Tables tables, boolean low) {
    double[] bounds =
        tables.rows().values().stream()
            .flatMap(List::stream)
            .map(low ? Selection::low : Selection::high)
            .mapToDouble(bound -> bound.orElse(Double.NaN))
            .toArray();
    if (Arrays.stream(bounds).anyMatch(Double::isNaN)) {
      return OptionalDouble.empty();
    }
    return low ? Arrays.stream(bounds).min() : Arrays.stream(bounds).max();
  }

  private static String describe(List<Recording> recordings) {
    double seconds = recordings.stream().mapToDouble(Recording::duration).sum();
    double least = recordings.stream().mapToDouble(Recording::rate).min().orElse(0);
    double most = recordings.stream().mapToDouble(Recording::rate).max().orElse(0);
    int channels = recordings.stream().mapToInt(Recording::channels).max().orElse(0);
    return String.format(
        Locale.ROOT,
        "%,d recordings, %s in all, %s, %s",
        recordings.size(),
        duration(seconds),
        least == most
            ? String.format(Locale.ROOT, "%,.0f Hz", least)
            : String.format(Locale.ROOT, "%,.0f to %,.0f Hz", least, most),
        channels == 1 ? "1 channel" : "up to " + channels + " channels");
  }

  private static String duration(double seconds) {
    return seconds < 120
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : seconds < 7200
            ? String.format(Locale.ROOT, "%.1f min", seconds / 60)
            : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }
}
