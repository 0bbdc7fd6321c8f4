// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.segment;

import java.util.List;

/**
 * What was found in a recording.
 *
 * @param units in order, none overlapping another
 * @param weak how many stretches rose above the edge and never to the threshold
 * @param tooShort how many stretches were dropped because they were too short
 * @param tooLong how many stretches were dropped because they were too long
 * @param bridged how many gaps were too short and became a part of the unit about them
 * @param duration the recording's, in seconds
 */
public record Segmentation(
    List<Segment> units, int weak, int tooShort, int tooLong, int bridged, double duration) {
  /** Copies the list. */
  public Segmentation {
    units = List.copyOf(units);
  }

  /**
   * Returns what was found in several recordings together; units keep their own recordings' times.
   */
  public static Segmentation total(List<Segmentation> all) {
    return new Segmentation(
        all.stream().flatMap(one -> one.units.stream()).toList(),
        all.stream().mapToInt(Segmentation::weak).sum(),
        all.stream().mapToInt(Segmentation::tooShort).sum(),
        all.stream().mapToInt(Segmentation::tooLong).sum(),
        all.stream().mapToInt(Segmentation::bridged).sum(),
        all.stream().mapToDouble(Segmentation::duration).sum());
  }

  /** Says in a line what was found and what was dropped, and why. */
  public String describe(Segmenter settings) {
    return units.size()
        + " units; dropped "
        + weak
        + " below "
        + settings.threshold()
        + " dB, "
        + tooShort
        + " shorter than "
        + settings.shortest()
        + " ms, "
        + tooLong
        + " longer than "
        + settings.longest()
        + " ms; bridged "
        + bridged
        + " gaps";
  }
}
