// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.tables;

import java.util.OptionalDouble;

/**
 * A unit of a recording and its class.
 *
 * @param recording the recording's name, a path with slashes if it is in a folder
 * @param channel from 1
 * @param begin in seconds
 * @param end in seconds, after {@code begin}
 * @param low the lowest frequency in hertz, if known
 * @param high the highest frequency in hertz, if known
 * @param className name of the class, e.g. {@code "3"} or {@code "trill"}
 * @param strength strength of membership in the class, in [0, 1]
 */
public record ClassifiedUnit(
    String recording,
    int channel,
    double begin,
    double end,
    OptionalDouble low,
    OptionalDouble high,
    String className,
    double strength) {
  /** Checks the times. */
  public ClassifiedUnit {
    if (!(begin >= 0 && end > begin && end < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a unit cannot be from " + begin + " to " + end + " s");
    }
  }

  /** Returns this unit with other times. */
  ClassifiedUnit between(double from, double to) {
    return new ClassifiedUnit(recording, channel, from, to, low, high, className, strength);
  }

  /** Returns this unit merged with the next one of its class. */
  ClassifiedUnit joined(ClassifiedUnit next) {
    double own = end - begin;
    double others = next.end - next.begin;
    return new ClassifiedUnit(
        recording,
        channel,
        begin,
        next.end,
        low,
        high,
        className,
        (own * strength + others * next.strength) / (own + others));
  }
}
