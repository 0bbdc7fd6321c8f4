// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.tables;

import java.util.OptionalDouble;

/**
 * A unit of a recording and the class that was found for it.
 *
 * @param recording the recording's name, by slashes if it lies in a folder
 * @param channel from 1 on
 * @param begin in seconds
 * @param end in seconds, after {@code begin}
 * @param low the lowest frequency in hertz, if it is known
 * @param high the highest frequency in hertz, if it is known
 * @param className what the class is called, e.g. {@code "3"} or {@code "trill"}
 * @param strength how surely it belongs to its class, in [0, 1]
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

  /** Returns this at other times. */
  ClassifiedUnit between(double from, double to) {
    return new ClassifiedUnit(recording, channel, from, to, low, high, className, strength);
  }

  /** Returns this and the next of its class as one. */
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
