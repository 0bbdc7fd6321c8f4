// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.tables;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A unit that a table names.
 *
 * @param recording the file's name, or the end of its path, if the row names one
 * @param begin in seconds from the recording's beginning
 * @param end in seconds, after {@code begin}
 * @param channel from 1 on, if the row names one
 * @param low the lowest frequency in hertz, if the row names one
 * @param high the highest frequency in hertz, if the row names one
 * @param id what the table calls it, or its number in the table, from 1 on
 * @param columns all other columns by their titles, in order
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

  /** Makes one of times and a label alone. */
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

  /** Returns whether another row names the same stretch, as the same row in another view does. */
  boolean isSameStretch(Selection other) {
    return recording.equals(other.recording)
        && channel.equals(other.channel)
        && begin == other.begin
        && end == other.end;
  }
}
