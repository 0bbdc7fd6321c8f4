// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.segment;

import java.util.List;

/**
 * The result of segmenting a recording.
 *
 * @param units in order, without overlap
 * @param weak number of stretches that rose above the edge but never reached the threshold
 * @param tooShort number of stretches dropped because they were too short
 * @param tooLong number of stretches dropped because they were too long
 * @param bridged number of gaps that were too short and were merged into the surrounding unit
 * @param duration duration of the recording, in seconds
 */
public record Segmentation(
    List<Segment> units, int weak, int tooShort, int tooLong, int bridged, double duration) {
  /** Copies the list. */
  public Segmentation {
    units = List.copyOf(units);
  }

  /**
   * Returns the combined result for several recordings; units keep the times of their recordings.
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

  /** Describes in one line what was found, and what was dropped and why. */
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
