// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.tables;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A unit listed in a table.
 *
 * @param recording the file name, or the end of its path, if given
 * @param begin in seconds from the recording's beginning
 * @param end in seconds, after {@code begin}
 * @param channel from 1, if given
 * @param low the lowest frequency in hertz, if given
 * @param high the highest frequency in hertz, if given
 * @param id its identifier in the table, or its number, from 1
 * @param columns all other columns by title, in order
 */
public record Selection(
    Optional<String> recording,
    double begin,
    double end,
    OptionalInt channel,
    OptionalDouble low,
    OptionalDouble high,
    String id,
    Map<String, String> columns) {
  /** Checks the times and copies the columns. */
  public Selection {
    if (!(begin >= 0 && end > begin && end < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a unit cannot be from " + begin + " to " + end + " s");
    }
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  /** Creates a selection from times and a label only. */
  static Selection labelled(double begin, double end, String id, Map<String, String> columns) {
    return new Selection(
        Optional.empty(),
        begin,
        end,
        OptionalInt.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        id,
        columns);
  }

  /**
   * Returns whether another row gives the same interval, such as the same selection in another
   * view.
   */
  boolean isSameStretch(Selection other) {
    return recording.equals(other.recording)
        && channel.equals(other.channel)
        && begin == other.begin
        && end == other.end;
  }
}
