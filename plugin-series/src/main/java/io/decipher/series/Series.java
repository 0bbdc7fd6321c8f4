// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.Dataset;
import io.decipher.text.Encoding;
import io.decipher.text.Scaling;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which series to read, and how samples are made of them: sequences of one or more channels, of
 * unequal length, at one rate.
 *
 * <p>A row of a table is a step, a column of numbers a channel. Columns that count up and columns
 * of time are no channels. Where steps lie unevenly in time, or files differ in rate, values are
 * interpolated linearly at the usual rate; so they are where a cell is missing, and marked.
 * DeepLabCut's tables are known by their three header rows: points seen with a likelihood below 0.6
 * are missing.
 *
 * @param path a folder of tables in text, to any depth, a series a file; or one table
 * @param group the column whose values tell series of one table apart
 * @param time the column of times, in seconds, milliseconds if its name ends in ms, or dates with
 *     times; found by its name if empty
 * @param rate steps a second, where no column tells; unknown if empty
 * @param channels the columns to use; all of numbers if empty
 * @param windows how long series are cut into samples; not at all if empty, unless there are three
 *     or fewer and they are long
 * @param scale how channels are scaled, each as a whole over all series
 * @param truth what people say the classes are: {@code folder}, or a table with columns {@code
 *     name} and {@code class}
 * @param attributes another table with what else is known, by its column {@code name}
 * @param chosen how earlier series were prepared, as these are to be
 */
public record Series(
    Path path,
    Optional<String> group,
    Optional<String> time,
    OptionalDouble rate,
    List<String> channels,
    Optional<Windows> windows,
    Scaling scale,
    Optional<String> truth,
    Optional<Path> attributes,
    Optional<Chosen> chosen) {
  /**
   * How series are cut.
   *
   * @param length of a sample, in seconds; in steps where the rate is not known
   * @param hop from one's beginning to the next's, likewise
   */
  public record Windows(double length, double hop) {
    /** Checks that both are above 0. */
    public Windows {
      if (!(length > 0) || !(hop > 0) || Double.isInfinite(length) || Double.isInfinite(hop)) {
        throw new IllegalArgumentException(
            "length and hop must be above 0, but were " + length + " and " + hop);
      }
    }
  }

  /**
   * What was chosen for earlier series.
   *
   * @param length steps of the longest sample
   * @param rate steps a second; unknown if empty
   * @param encodings the channels, and how each is scaled
   */
  public record Chosen(int length, OptionalDouble rate, List<Encoding> encodings) {
    /** Checks that there are steps and channels. */
    public Chosen {
      encodings = List.copyOf(encodings);
      if (length < 1 || encodings.isEmpty()) {
        throw new IllegalArgumentException("chosen needs a length above 0, and a channel");
      }
    }
  }

  /** Checks the settings. */
  public Series {
    channels = List.copyOf(channels);
    if (rate.isPresent() && (!(rate.getAsDouble() > 0) || Double.isInfinite(rate.getAsDouble()))) {
      throw new IllegalArgumentException("rate must be above 0, but was " + rate.getAsDouble());
    }
  }

  /** Makes the one of a folder, all else found out. */
  public Series(Path path) {
    this(
        path,
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        List.of(),
        Optional.empty(),
        Scaling.ROBUST,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Returns the data set. It reads its files when it is first asked for something, once, whichever
   * thread asks; if that fails, by {@link io.decipher.api.DecipherException}, it tries again when
   * it is next asked.
   */
  public Dataset open() {
    return new SeriesDataset(this);
  }
}
