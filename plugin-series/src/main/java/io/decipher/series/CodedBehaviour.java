// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.DecipherException;
import io.decipher.api.GroundTruth;
import io.decipher.text.NamedTable;
import io.decipher.text.TextTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Manually coded classes of logs: a table of time intervals with the columns begin, end and class,
 * in seconds from the beginning of a log, and file if there are several logs. A sample gets the
 * class of the interval that contains its midpoint.
 */
final class CodedBehaviour {
  private CodedBehaviour() {}

  /** Returns whether a file is such a table. */
  static boolean isIn(Path file) {
    TextTable table = TextTable.readBeginning(file, 1 << 16);
    return table.column("begin").isPresent() && table.column("end").isPresent();
  }

  /**
   * Returns the classes of samples.
   *
   * @param recordings the log of each sample
   * @param middles midpoint of each sample, in seconds from the beginning of its log
   * @throws DecipherException if a midpoint lies in no interval with a class
   */
  static GroundTruth truth(Path file, List<String> recordings, double... middles) {
    TextTable table = TextTable.read(file);
    int begin = column(table, "begin");
    int end = column(table, "end");
    int label = column(table, "class");
    OptionalInt log = table.column("file");
    List<String> classes = new ArrayList<>();
    List<String> without = new ArrayList<>();
    for (int i = 0; i < middles.length; i++) {
      String found = "";
      for (int row = 0; row < table.count() && found.isEmpty(); row++) {
        boolean same =
            log.isEmpty() || table.cell(row, log.getAsInt()).strip().equals(recordings.get(i));
        boolean inside =
            table.number(row, begin).orElse(Double.NaN) <= middles[i]
                && middles[i] < table.number(row, end).orElse(Double.NaN);
        found = same && inside ? table.cell(row, label).strip() : "";
      }
      if (found.isEmpty()) {
        without.add(recordings.get(i) + " at " + middles[i] + " s");
      }
      classes.add(found);
    }
    if (!without.isEmpty()) {
      throw new DecipherException(
          file
              + ": states no class for "
              + without.size()
              + " of "
              + middles.length
              + " samples: "
              + TextTable.list(without)
              + "; expected a stretch around the middle of each");
    }
    return NamedTable.truthOf(classes);
  }

  private static int column(TextTable table, String name) {
    return table
        .column(name)
        .orElseThrow(
            () ->
                new DecipherException(
                    table.file()
                        + ": has no column "
                        + name
                        + "; expected begin, end and class; its columns are "
                        + String.join(", ", table.columns())));
  }
}
