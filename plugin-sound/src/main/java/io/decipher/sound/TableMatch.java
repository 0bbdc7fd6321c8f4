// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.sound.tables.Selection;
import io.decipher.sound.tables.SelectionTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Matches rows of tables to recordings: by the recording that a row names, by path, file name or
 * stem; otherwise by the recording whose stem is the longest prefix of the table's own name.
 */
final class TableMatch {
  private final Map<Recording, List<Selection>> rows = new LinkedHashMap<>();
  private final Map<String, List<Recording>> byName = new HashMap<>();
  private final List<Recording> recordings;

  TableMatch(List<Recording> recordings) {
    this.recordings = recordings;
    for (Recording recording : recordings) {
      rows.put(recording, new ArrayList<>());
      String file = RecordingFolder.file(recording.name());
      for (String key :
          List.of(recording.name().toLowerCase(Locale.ROOT), file, RecordingFolder.stem(file))) {
        List<Recording> named = byName.computeIfAbsent(key, unused -> new ArrayList<>());
        if (!named.contains(recording)) {
          named.add(recording);
        }
      }
    }
  }

  /**
   * Assigns a table's rows to their recordings.
   *
   * @param name the table's path within the folder
   */
  void add(String name, SelectionTable table, Complaints complaints) {
    Optional<Recording> own = beside(name);
    Map<String, Integer> strangers = new LinkedHashMap<>();
    int homeless = 0;
    for (Selection row : table.selections()) {
      Optional<Recording> recording = own;
      if (row.recording().isPresent()) {
        recording = named(row.recording().get(), name);
        if (recording.isEmpty()) {
          strangers.merge(row.recording().get(), 1, Integer::sum);
          continue;
        }
      }
      if (recording.isEmpty()) {
        homeless++;
        continue;
      }
      List<Selection> known = rows.get(recording.get());
      if (known != null && !known.contains(row)) {
        known.add(row);
      }
    }
    if (homeless > 0) {
      complaints.add(
          name
              + ": no recording for its "
              + homeless
              + " rows; name it after its recording, or give it a column Begin File or file");
    }
    strangers.forEach(
        (file, count) ->
            complaints.add(
                name
                    + ": there is not exactly one recording '"
                    + file
                    + "', which "
                    + count
                    + " rows name"));
  }

  private Optional<Recording> named(String written, String table) {
    String path = written.replace('\\', '/').toLowerCase(Locale.ROOT);
    String file = RecordingFolder.file(written);
    for (String key : List.of(path, file, RecordingFolder.stem(file))) {
      List<Recording> found = byName.getOrDefault(key, List.of());
      if (found.size() == 1) {
        return Optional.of(found.get(0));
      }
      // Among several recordings of the same name, prefer the one in the table's folder.
      List<Recording> near =
          found.stream()
              .filter(recording -> folder(recording.name()).equals(folder(table)))
              .toList();
      if (near.size() == 1) {
        return Optional.of(near.get(0));
      }
    }
    return Optional.empty();
  }

  private Optional<Recording> beside(String table) {
    String title = RecordingFolder.file(table);
    Recording best = null;
    int longest = 0;
    boolean near = false;
    for (Recording recording : recordings) {
      String stem = RecordingFolder.stem(RecordingFolder.file(recording.name()));
      boolean isNear = folder(recording.name()).equals(folder(table));
      boolean matches =
          title.startsWith(stem)
              && (title.length() == stem.length()
                  || !Character.isLetterOrDigit(title.charAt(stem.length())));
      if (matches && (stem.length() > longest || (stem.length() == longest && isNear && !near))) {
        best = recording;
        longest = stem.length();
        near = isNear;
      }
    }
    return Optional.ofNullable(best);
  }

  private static String folder(String name) {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }

  /** Returns the rows of each recording, in table order. */
  Map<Recording, List<Selection>> rows() {
    return rows;
  }
}
