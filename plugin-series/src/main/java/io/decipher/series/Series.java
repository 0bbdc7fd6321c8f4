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
 * Recipe for a data set of series: which series to read, and how to turn them into samples:
 * sequences of one or more channels, of unequal length, at one sampling rate.
 *
 * <p>A row of a table is a step, a numeric column a channel; unless columns are named by channel
 * and step (x1, y1, x2, y2 …): then a row is a series. Columns of consecutive numbers and time
 * columns are not channels. If steps are unevenly spaced in time, or files differ in their rates,
 * values are linearly interpolated at the median rate; missing cells are interpolated as well, and
 * marked. DeepLabCut's tables are recognized by their header rows, its and SLEAP's HDF5 files by
 * their contents: points that were not reliably seen are missing, and points may be transformed to
 * the body's own frame of reference.
 *
 * @param path a folder of text or HDF5 tables, searched recursively, one series per file; or one
 *     table
 * @param group the column whose values identify the series of one table
 * @param time the time column, in seconds, in milliseconds if its name ends in ms, or as dates with
 *     times; found by its name if empty
 * @param rate steps per second, if no column gives the time; unknown if empty
 * @param channels the columns to use; all numeric ones if empty
 * @param windows how series are cut into samples; if empty, they are not, unless there are at most
 *     three and they are long
 * @param pose how the points of bodies are used, if files contain poses
 * @param scale how channels are scaled, each as a whole over all series
 * @param truth reference classes: {@code folder}, or a table with the columns {@code name} and
 *     {@code class}, or with {@code file}, {@code begin}, {@code end} and {@code class}
 * @param chosen how earlier series were prepared, to prepare these in the same way
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
    /** At regular intervals. */
    EVEN,
    /** At change points: see {@link ChangePoints}. */
    CHANGE_POINTS
  }

  /**
   * How series are cut into samples.
   *
   * @param length length of a sample, in seconds, or in steps if the rate is unknown; the minimum
   *     length if cuts are at change points
   * @param hop distance between the beginnings of two samples, likewise; half the length if empty
   * @param by where cuts are made; at regular intervals if empty
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
   * @param confidence below which a point counts as not seen; if empty, 0.6 for DeepLabCut, its own
   *     cut-off, and 0.2 for SLEAP
   * @param centre the point that the others are relative to, if any
   * @param front the point ahead of the centre, which defines the orientation of the body; only
   *     with a centre
   */
  public record Pose(OptionalDouble confidence, Optional<String> centre, Optional<String> front) {
    /** Checks the confidence, and that a front comes with a centre. */
    public Pose {
      if (confidence.isPresent()
          && !(confidence.getAsDouble() >= 0 && confidence.getAsDouble() <= 1)) {
        throw new IllegalArgumentException(
            "pose.confidence must be in [0, 1], but was " + confidence.getAsDouble());
      }
      if (front.isPresent() && centre.isEmpty()) {
        throw new IllegalArgumentException(
            "pose.front needs a pose.centre, which it lies ahead of");
      }
    }
  }

  /**
   * The preparation chosen for earlier series.
   *
   * @param length number of steps of the longest sample
   * @param rate steps per second; unknown if empty
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

  /** Creates the recipe for a folder or a single table with default settings. */
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
   * Returns the data set. It reads its files once, on first access from any thread; if that fails
   * with a {@link io.decipher.api.DecipherException}, it tries again on the next access.
   */
  public Dataset open() {
    return new SeriesDataset(this);
  }
}
