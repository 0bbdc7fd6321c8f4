// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.segment;

import io.decipher.sound.audio.ChannelReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds units in a recording: stretches whose energy within a band rises above an adaptive noise
 * floor.
 *
 * <p>The energy within the band is computed every quarter of a window. The floor is a low quantile
 * of the surrounding energies, excluding digital silence. A stretch begins and ends where the
 * energy crosses {@code edge} above the floor, and is a unit if it reaches {@code threshold}
 * somewhere. Gaps that are too short are bridged first; then stretches that are too short or too
 * long are dropped and counted.
 *
 * <p>O(n log window) time for n samples; memory is 8 bytes per quarter window, 690 MB for a day at
 * a window of 4 ms.
 *
 * @param low lower edge of the band, in hertz, 0 or more
 * @param high upper edge of the band, in hertz; capped at half the sampling rate
 * @param window length over which energy is computed, in milliseconds
 * @param threshold level that a unit must reach, in decibels above the floor
 * @param edge level at which a unit begins and ends, in decibels above the floor, at most {@code
 *     threshold}
 * @param floorWindow length of the window for the floor, in seconds
 * @param floorShare quantile used as the floor, above 0 and below 1: less than the fraction of time
 *     without units
 * @param shortest minimum duration of a unit, in milliseconds
 * @param longest maximum duration of a unit, in milliseconds
 * @param gap minimum gap between two units, in milliseconds
 */
public record Segmenter(
    double low,
    double high,
    double window,
    double threshold,
    double edge,
    double floorWindow,
    double floorShare,
    double shortest,
    double longest,
    double gap) {
  /** Checks the settings. */
  public Segmenter {
    require(low >= 0, "low must be 0 or more, but was " + low);
    require(high > low, "high must be above low, which is " + low + ", but was " + high);
    require(window > 0 && window <= 10_000, "window must be in (0, 10000], but was " + window);
    require(threshold > 0, "threshold must be above 0, but was " + threshold);
    require(
        edge > 0 && edge <= threshold,
        "edge must be above 0 and at most threshold, which is " + threshold + ", but was " + edge);
    require(
        floorWindow > 0 && floorWindow <= 86_400,
        "floor-window must be in (0, 86400], but was " + floorWindow);
    require(
        floorShare > 0 && floorShare < 1,
        "floor-share must be between 0 and 1, but was " + floorShare);
    require(shortest >= 0, "shortest must be 0 or more, but was " + shortest);
    require(
        longest > shortest,
        "longest must be above shortest, which is " + shortest + ", but was " + longest);
    require(gap >= 0, "gap must be 0 or more, but was " + gap);
  }

  private static void require(boolean met, String message) {
    if (!met) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * Finds the units of a recording, which is read to its end.
   *
   * @throws IOException if the file cannot be read; the message says why
   */
  public Segmentation segment(ChannelReader recording) throws IOException {
    EnergyTrack track = EnergyTrack.of(recording, this);
    float[] above = track.aboveFloor(floorWindow, floorShare);
    int weak = 0;
    int bridged = 0;
    List<Segment> joined = new ArrayList<>();
    for (int i = 0; i < above.length; i++) {
      if (!(above[i] >= edge)) {
        continue;
      }
      int begin = i;
      float peak = above[i];
      while (i < above.length && above[i] >= edge) {
        peak = Math.max(peak, above[i++]);
      }
      if (peak < threshold) {
        weak++;
        continue;
      }
      Segment found = new Segment(crossing(track, above, begin), crossing(track, above, i), peak);
      Segment last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && found.begin() - last.end() < gap / 1000) {
        bridged++;
        joined.set(
            joined.size() - 1,
            new Segment(
                last.begin(), found.end(), Math.max(last.prominence(), found.prominence())));
      } else {
        joined.add(found);
      }
    }
    List<Segment> units = new ArrayList<>();
    int tooShort = 0;
    int tooLong = 0;
    for (Segment segment : joined) {
      if (segment.duration() < shortest / 1000) {
        tooShort++;
      } else if (segment.duration() > longest / 1000) {
        tooLong++;
      } else {
        units.add(segment);
      }
    }
    return new Segmentation(units, weak, tooShort, tooLong, bridged, track.duration());
  }

  /** Returns the time at which the energy crosses the edge between a step and the previous one. */
  private double crossing(EnergyTrack track, float[] above, int step) {
    if (step == 0) {
      return 0;
    }
    if (step == above.length) {
      return track.duration();
    }
    double before = above[step - 1] - edge;
    double after = above[step] - edge;
    double share =
        Double.isInfinite(before) || Double.isInfinite(after) ? 0.5 : before / (before - after);
    return Math.min(track.duration(), track.time(step - 1 + share));
  }
}
