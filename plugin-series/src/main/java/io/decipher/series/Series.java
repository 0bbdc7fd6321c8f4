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
 * <p>A row of a table is a step, a column of numbers a channel; unless columns are named by channel
 * and step (x1, y1, x2, y2 …): then a row is a series. Columns that count up and columns of time
 * are no channels. Where steps lie unevenly in time, or files differ in rate, values are
 * interpolated linearly at the usual rate; so they are where a cell is missing, and marked.
 * DeepLabCut's tables are known by their header rows, its and SLEAP's HDF5 by what they hold:
 * points that were hardly seen are missing, and may be brought into the body's own frame.
 *
 * @param path a folder of tables in text or HDF5, to any depth, a series a file; or one table
 * @param group the column whose values tell series of one table apart
 * @param time the column of times, in seconds, milliseconds if its name ends in ms, or dates with
 *     times; found by its name if empty
 * @param rate steps a second, where no column tells; unknown if empty
 * @param channels the columns to use; all of numbers if empty
 * @param windows how long series are cut into samples; not at all if empty, unless there are three
 *     or fewer and they are long
 * @param pose how the points of bodies are used, where files hold some
 * @param scale how channels are scaled, each as a whole over all series
 * @param truth what people say the classes are: {@code folder}, or a table with columns {@code
 *     name} and {@code class}, or with {@code file}, {@code begin}, {@code end} and {@code class}
 * @param chosen how earlier series were prepared, as these are to be
 */
public record Series(
    Path path,
    Optional<String> group,
    Optional<String> time,
    OptionalDouble rate,
    List<String> channels,
    Optional<Windows> windows,
    Pose pose,
    Scaling scale,
    Optional<String> truth,
    Optional<Chosen> chosen) {
  /** Where series are cut. */
  public enum Cut {
    /** At even distances. */
    EVEN,
    /** Where a series becomes another: see {@link ChangePoints}. */
    CHANGE_POINTS
  }

  /**
   * How series are cut.
   *
   * @param length of a sample, in seconds; in steps where the rate is not known; the shortest one
   *     where cuts are at change points
   * @param hop from one's beginning to the next's, likewise; half the length if empty
   * @param by where cuts are; at even distances if empty
   */
  public record Windows(double length, OptionalDouble hop, Optional<Cut> by) {
    /** Checks that length and hop are above 0. */
    public Windows {
      double step = hop.orElse(1);
      if (!(length > 0) || !(step > 0) || Double.isInfinite(length) || Double.isInfinite(step)) {
        throw new IllegalArgumentException(
            "windows: length and hop must be above 0, but were " + length + " and " + step);
      }
    }

    double step() {
      return hop.orElse(length / 2);
    }

    boolean atChanges() {
      return by.orElse(Cut.EVEN) == Cut.CHANGE_POINTS;
    }
  }

  /**
   * How the points of a body are used.
   *
   * @param confidence below which a point counts as not seen; if empty 0.6 for DeepLabCut, whose
   *     own cut-off that is, and 0.2 for SLEAP
   * @param centre the point that all others are seen from, if they are
   * @param front the point that lies ahead of the centre: what the body is turned by; only with a
   *     centre
   */
  public record Pose(OptionalDouble confidence, Optional<String> centre, Optional<String> front) {
    /** Checks the confidence, and that there is a centre where there is a front. */
    public Pose {
      if (confidence.isPresent()
          && !(confidence.getAsDouble() >= 0 && confidence.getAsDouble() <= 1)) {
        throw new IllegalArgumentException(
            "pose.confidence must be in [0, 1], but was " + confidence.getAsDouble());
      }
      if (front.isPresent() && centre.isEmpty()) {
        throw new IllegalArgumentException("pose.front needs a pose.centre that it lies ahead of");
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
        new Pose(OptionalDouble.empty(), Optional.empty(), Optional.empty()),
        Scaling.ROBUST,
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
