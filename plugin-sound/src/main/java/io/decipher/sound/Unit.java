// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import java.util.Locale;
import java.util.Map;

/**
 * A stretch of a recording that forms a sample.
 *
 * @param recording the recording
 * @param channel from 0, or -1 for the mean of all
 * @param isWhole whether the unit is the whole recording
 * @param begin in seconds
 * @param end in seconds, after {@code begin}
 * @param columns known attributes, by title
 */
record Unit(
    Recording recording,
    int channel,
    boolean isWhole,
    double begin,
    double end,
    Map<String, String> columns) {
  double duration() {
    return end - begin;
  }

  /**
   * Returns the unit's display name.
   *
   * @param decimals decimals of the times in seconds
   */
  String name(int decimals) {
    String times =
        isWhole
            ? ""
            : String.format(Locale.ROOT, "#%." + decimals + "f-%." + decimals + "f", begin, end);
    return recording.name() + times + (channel > 0 ? "[" + (channel + 1) + "]" : "");
  }
}
