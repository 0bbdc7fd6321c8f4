// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.spectrum;

import java.util.OptionalDouble;

/**
 * Settings for turning a stretch of sound into a picture: {@code bands} rows, the highest frequency
 * on top, and {@code frames} columns of levels in decibels, scaled to [0, 1].
 *
 * @param scale spacing of the rows over the band
 * @param band the frequency band shown
 * @param bands number of rows, 1 to 1024
 * @param frames number of columns, 1 to 4096
 * @param window window length of a spectrum, in milliseconds
 * @param hop maximum distance between two spectra, in milliseconds; a unit too short for {@code
 *     frames} spectra is sampled more densely, and if there are more, neighbours are averaged
 * @param floor level mapped to 0, in decibels below the level mapped to 1; if empty, 45 with the
 *     reference FILE, else 60
 * @param reference level mapped to 1
 * @param denoise amount of noise to subtract: this multiple of the power of each band in the
 *     recording's quiet moments, 0 or more
 * @param padTo duration of all pictures in milliseconds: units are centred at their natural length,
 *     and longer ones are compressed to fit; if empty, all units are stretched to the picture's
 *     width
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

  /** The level that maps to 1. */
  public enum Reference {
    /** FILE if recordings have several units, else UNIT. */
    AUTO,
    /** The loudest level of each unit: differences in loudness are lost. */
    UNIT,
    /**
     * The loudest level of a recording's units: loudness differences within a recording are kept.
     */
    FILE,
    /** Full scale: a sine of amplitude 1. */
    FULL_SCALE
  }

  /**
   * A frequency band.
   *
   * @param low in hertz; if empty, the lowest frequency in the tables if every row gives one, or
   *     the segmenter's lower edge divided by 1.25 if it found the units, else 50 Hz or a
   *     thousandth of the sampling rate, whichever is greater
   * @param high in hertz; if empty, the highest frequency in the tables if every row gives one, or
   *     the segmenter's upper edge times 1.25 if it found the units, else half the lowest sampling
   *     rate of all recordings
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

  /** Returns the same settings with another band. */
  public Spectrogram in(Band other) {
    return new Spectrogram(
        scale, other, bands, frames, window, hop, floor, reference, denoise, padTo);
  }

  /**
   * Returns the same settings with a concrete reference and floor.
   *
   * @param several whether recordings have several units
   */
  public Spectrogram resolved(boolean several) {
    Reference chosen =
        reference != Reference.AUTO ? reference : several ? Reference.FILE : Reference.UNIT;
    double range = floor.orElse(chosen == Reference.FILE ? FILE_RANGE : RANGE);
    return new Spectrogram(
        scale, band, bands, frames, window, hop, OptionalDouble.of(range), chosen, denoise, padTo);
  }

  /** Returns the number of values of a picture. */
  public int size() {
    return bands * frames;
  }

  /**
   * Scales levels to a picture, in place.
   *
   * @param levels in decibels, (bands x frames)
   * @param white level mapped to 1, in decibels
   */
  public void paint(float[] levels, double white) {
    double range = floor.orElse(reference == Reference.FILE ? FILE_RANGE : RANGE);
    for (int i = 0; i < levels.length; i++) {
      double value = (levels[i] - (white - range)) / range;
      levels[i] = (float) Math.max(0, Math.min(1, value));
    }
  }
}
