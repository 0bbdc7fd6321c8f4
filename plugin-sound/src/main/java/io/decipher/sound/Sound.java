// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.Dataset;
import io.decipher.sound.segment.Segmenter;
import io.decipher.sound.spectrum.FrequencyScale;
import io.decipher.sound.spectrum.Spectrogram;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Recipe for a data set of recordings: which recordings to read, what counts as a unit, and how
 * units become pictures: spectrograms in [0, 1], the highest frequency on top.
 *
 * <p>Supported formats are WAV (PCM of 8 to 32 bits, floating point, RF64), FLAC, MP3 and Ogg
 * Vorbis, at any sampling rate and with any number of channels. Unreadable files are reported,
 * counted and left out.
 *
 * @param path a folder of recordings, searched recursively, with or without tables beside them; or
 *     one recording
 * @param units what a unit is
 * @param channel which channel of multichannel recordings: {@code mean} of all, {@code each}
 *     separately, or a number from 1
 * @param segmenter how units are found, where the segmenter is used
 * @param spectrogram how a unit becomes a picture
 * @param longest maximum duration of a unit, in seconds; longer ones are left out
 * @param truth reference classes, used only for scoring: a CSV with the columns {@code name} and
 *     {@code class}, or {@code file}, {@code begin}, {@code end} and {@code class}
 * @param attributes further attributes of the units: a CSV with a column {@code name}, or {@code
 *     file}
 * @param strict whether an unreadable recording, table or row aborts the run
 */
public record Sound(
    Path path,
    Units units,
    String channel,
    Segmenter segmenter,
    Spectrogram spectrogram,
    double longest,
    Optional<Path> truth,
    Optional<Path> attributes,
    boolean strict) {
  private static final String MEAN = "mean";
  private static final String EACH = "each";
  private static final double MOST_SECONDS = 3600;

  /** The source of the units. */
  public enum Units {
    /**
     * Table rows if there are any; else whole files if half of them last at most 3 s; else
     * segmented.
     */
    AUTO,
    /** A whole recording. */
    FILES,
    /** A row of a table. */
    TABLES,
    /** A segment found by the segmenter. */
    SEGMENTER
  }

  /** Checks the settings. */
  public Sound {
    if (!channel.equals(MEAN) && !channel.equals(EACH) && number(channel) < 1) {
      throw new IllegalArgumentException(
          "channel must be mean, each, or a number of at least 1, but was " + channel);
    }
    if (!(longest > 0 && longest <= MOST_SECONDS)) {
      throw new IllegalArgumentException(
          "longest must be in (0, " + (long) MOST_SECONDS + "] seconds, but was " + longest);
    }
  }

  /** Creates the recipe for a folder or a single recording, with settings suitable for birds. */
  public Sound(Path path) {
    this(
        path,
        Units.AUTO,
        MEAN,
        new Segmenter(1000, 8000, 4, 10, 8, 10, 0.1, 20, 1000, 5),
        new Spectrogram(
            FrequencyScale.MEL,
            new Spectrogram.Band(OptionalDouble.empty(), OptionalDouble.empty()),
            32,
            32,
            10,
            5,
            OptionalDouble.empty(),
            Spectrogram.Reference.AUTO,
            0,
            OptionalDouble.empty()),
        60,
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private static int number(String channel) {
    try {
      return Integer.parseInt(channel);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  boolean isEachChannel() {
    return channel.equals(EACH);
  }

  /** Returns the channel to read from all recordings, from 0, or -1 for the mean of all. */
  int onlyChannel() {
    return channel.equals(MEAN) ? -1 : number(channel) - 1;
  }

  /**
   * Returns the same recipe for other recordings, in the same band, so that they are comparable
   * with the classes of an earlier run.
   *
   * @param other a folder or a recording
   * @param low lower edge of the band, in hertz
   * @param high upper edge of the band, in hertz
   */
  public Sound at(Path other, double low, double high) {
    Spectrogram.Band band = new Spectrogram.Band(OptionalDouble.of(low), OptionalDouble.of(high));
    Sound same = of(other);
    return new Sound(
        other,
        units,
        channel,
        segmenter,
        spectrogram.in(band),
        longest,
        same.truth,
        same.attributes,
        strict);
  }

  /**
   * Returns the same recipe for another path, without truth and attributes, which belong to this
   * one.
   */
  Sound of(Path other) {
    return new Sound(
        other,
        units,
        channel,
        segmenter,
        spectrogram,
        longest,
        Optional.empty(),
        Optional.empty(),
        strict);
  }

  /**
   * Returns the data set. It reads its files once, on first access from any thread; if that fails
   * with a {@link io.decipher.api.DecipherException}, it tries again on the next access.
   */
  public Dataset open() {
    return new SoundDataset(this);
  }
}
