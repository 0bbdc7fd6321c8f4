// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.spectrum;

import java.util.OptionalDouble;

/**
 * How a stretch of sound becomes a picture: {@code bands} rows, the highest frequency on top, and
 * {@code frames} columns of levels in decibels, scaled to [0, 1].
 *
 * @param scale how rows share out the band
 * @param band the frequencies that are seen
 * @param bands rows, 1 to 1024
 * @param frames columns, 1 to 4096
 * @param window over which a spectrum is taken, in milliseconds
 * @param hop the greatest distance between two spectra, in milliseconds; where a unit is so short
 *     that it would have fewer than {@code frames} spectra, they are taken more closely. Where
 *     there are more, neighbours are averaged
 * @param floor what is 0, in decibels below what is 1; if empty, 45 where the reference is FILE,
 *     else 60
 * @param reference what is 1
 * @param denoise how much of the recording's noise is taken out: this many times the power that
 *     each band has in the recording's quiet moments, 0 or more
 * @param padTo the duration of all pictures in milliseconds, in whose middle a unit lies as long as
 *     it is, longer ones squeezed into it; if empty, all units are stretched to the picture's width
 */
public record Spectrogram(
    FrequencyScale scale,
    Band band,
    int bands,
    int frames,
    double window,
    double hop,
    OptionalDouble floor,
    Reference reference,
    double denoise,
    OptionalDouble padTo) {
  private static final int MOST_BANDS = 1024;
  private static final int MOST_FRAMES = 4096;
  private static final double FILE_RANGE = 45;
  private static final double RANGE = 60;

  /** What level is white. */
  public enum Reference {
    /** FILE where recordings have several units, else UNIT. */
    AUTO,
    /** The loudest of each unit: a unit's loudness is not seen. */
    UNIT,
    /** The loudest of a recording's units: within a recording, loudness is seen. */
    FILE,
    /** Full scale: a sine of amplitude 1. */
    FULL_SCALE
  }

  /**
   * A band of frequencies.
   *
   * @param low in hertz; if empty, the tables' lowest if all of their rows name one, else 50 Hz or
   *     a thousandth of the rate, whichever is more
   * @param high in hertz; if empty, the tables' highest if all of their rows name one, else half
   *     the lowest rate of all recordings
   */
  public record Band(OptionalDouble low, OptionalDouble high) {
    /** Checks the band. */
    public Band {
      if (low.isPresent() && !(low.getAsDouble() >= 0)) {
        throw new IllegalArgumentException("low must be 0 or more, but was " + low.getAsDouble());
      }
      double least = low.orElse(0);
      if (high.isPresent() && !(high.getAsDouble() > least)) {
        throw new IllegalArgumentException(
            "high must be above low, which is " + least + ", but was " + high.getAsDouble());
      }
    }
  }

  /** Checks the settings. */
  public Spectrogram {
    if (bands < 1 || bands > MOST_BANDS) {
      throw new IllegalArgumentException(
          "bands must be in [1, " + MOST_BANDS + "], but was " + bands);
    }
    if (frames < 1 || frames > MOST_FRAMES) {
      throw new IllegalArgumentException(
          "frames must be in [1, " + MOST_FRAMES + "], but was " + frames);
    }
    if (!(window > 0 && window <= 10_000)) {
      throw new IllegalArgumentException("window must be in (0, 10000], but was " + window);
    }
    if (!(hop > 0 && hop <= 10_000)) {
      throw new IllegalArgumentException("hop must be in (0, 10000], but was " + hop);
    }
    if (floor.isPresent() && !(floor.getAsDouble() > 0 && floor.getAsDouble() <= 200)) {
      throw new IllegalArgumentException(
          "floor must be in (0, 200], but was " + floor.getAsDouble());
    }
    if (!(denoise >= 0 && denoise <= 100)) {
      throw new IllegalArgumentException("denoise must be in [0, 100], but was " + denoise);
    }
    if (padTo.isPresent() && !(padTo.getAsDouble() > 0 && padTo.getAsDouble() <= 600_000)) {
      throw new IllegalArgumentException(
          "pad-to must be in (0, 600000], but was " + padTo.getAsDouble());
    }
    if (scale == FrequencyScale.LOG && band.low().isPresent() && band.low().getAsDouble() <= 0) {
      throw new IllegalArgumentException(
          "band has low = 0, which has no logarithm; set it to 20 or more, or scale = mel");
    }
  }

  /** Returns the same in another band. */
  public Spectrogram in(Band other) {
    return new Spectrogram(
        scale, other, bands, frames, window, hop, floor, reference, denoise, padTo);
  }

  /**
   * Returns the same, its reference told.
   *
   * @param several whether recordings have several units
   */
  public Spectrogram resolved(boolean several) {
    Reference reference =
        reference != Reference.AUTO ? reference : several ? Reference.FILE : Reference.UNIT;
    double range = floor.orElse(reference == Reference.FILE ? FILE_RANGE : RANGE);
    return new Spectrogram(
        scale, band, bands, frames, window, hop, OptionalDouble.of(range), reference, denoise, padTo);
  }

  /** Returns how many values a picture has. */
  public int size() {
    return bands * frames;
  }

  /**
   * Scales levels to a picture, in place.
   *
   * @param levels in decibels, (bands x frames)
   * @param white what level is 1, in decibels
   */
  public void paint(float[] levels, double white) {
    double range = floor.orElse(reference == Reference.FILE ? FILE_RANGE : RANGE);
    for (int i = 0; i < levels.length; i++) {
      double value = (levels[i] - (white - range)) / range;
      levels[i] = (float) Math.max(0, Math.min(1, value));
    }
  }
}
