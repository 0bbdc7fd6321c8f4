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
 * Which recordings to read, what a unit of them is, and how units become pictures: spectrograms in
 * [0, 1], the highest frequency on top.
 *
 * <p>Recordings are WAV (PCM of 8 to 32 bits, floating point, RF64), FLAC, MP3 and Ogg Vorbis of
 * any rate and number of channels. What cannot be read is named, counted and left out.
 *
 * @param path a folder of recordings, to any depth, with tables beside them or without; or one
 *     recording
 * @param units what a unit is
 * @param channel which channel of recordings of several: {@code mean} of all, {@code each} by
 *     itself, or a number from 1 on
 * @param segmenter how units are found where it is asked
 * @param spectrogram how a unit becomes a picture
 * @param longest what a unit may last at most, in seconds; longer ones are left out
 * @param truth what people say the classes are, for scoring alone: a CSV with the columns {@code
 *     name} and {@code class}, or {@code file}, {@code begin}, {@code end} and {@code class}
 * @param attributes what else is known about the units: a CSV with a column {@code name}, or {@code
 *     file}
 * @param strict whether a recording, table or row that cannot be read ends the run
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

  /** What a unit is. */
  public enum Units {
    /** Rows of tables if there are any, else files if half of them last 3 s at most, else found. */
    AUTO,
    /** A whole recording. */
    FILES,
    /** A row of a table. */
    TABLES,
    /** What the segmenter finds. */
    SEGMENTER
  }

  /** Checks the settings. */
  public Sound {
    if (!channel.equals(MEAN) && !channel.equals(EACH) && number(channel) < 1) {
      throw new IllegalArgumentException(
          "channel must be mean, each or a number from 1 on, but was " + channel);
    }
    if (!(longest > 0 && longest <= MOST_SECONDS)) {
      throw new IllegalArgumentException(
          "longest must be in (0, " + (long) MOST_SECONDS + "] seconds, but was " + longest);
    }
  }

  /** Makes the one of a folder, or of one recording, with the settings that suit birds. */
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

  /** Returns which channel is read of all recordings, from 0, or -1 for the mean of all. */
  int onlyChannel() {
    return channel.equals(MEAN) ? -1 : number(channel) - 1;
  }

  /**
   * Returns the same for other recordings, seen in the same band: what an earlier run's classes are
   * to be compared with.
   *
   * @param other a folder or a recording
   * @param low where the band begins, in hertz
   * @param high where it ends, in hertz
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

  /** Returns the same for another path, without truth and attributes, which are of the first. */
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
   * Returns the data set. It reads its files when it is first asked for something, once, whichever
   * thread asks; if that fails, by {@link io.decipher.api.DecipherException}, it tries again when
   * it is next asked.
   */
  public Dataset open() {
    return new SoundDataset(this);
  }
}
