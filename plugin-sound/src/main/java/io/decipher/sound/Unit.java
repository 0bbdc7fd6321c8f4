// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import java.util.Locale;
import java.util.Map;

/**
 * A stretch of a recording that is a sample.
 *
 * @param recording where it is
 * @param channel from 0, or -1 for the mean of all
 * @param isWhole whether it is the whole recording
 * @param begin in seconds
 * @param end in seconds, after {@code begin}
 * @param columns what is known about it, by titles
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
   * Returns what people call it.
   *
   * @param decimals of the times in seconds
   */
  String name(int decimals) {
    String times =
        isWhole
            ? ""
            : String.format(Locale.ROOT, "#%." + decimals + "f-%." + decimals + "f", begin, end);
    return recording.name() + times + (channel > 0 ? "[" + (channel + 1) + "]" : "");
  }
}
