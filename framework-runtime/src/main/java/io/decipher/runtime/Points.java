// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.InputFile;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleReader;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.runtime.internal.data.DescribedDataset;
import io.decipher.runtime.internal.data.NearestRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Points to be clustered, read from a table by the plugin that reads tables, or from .npy.
 *
 * @param samples (n), vectors
 * @param preparation how to read another file in the same way; empty if the numbers are used as
 *     they are in the file
 */
public record Points(Samples samples, Optional<Settings> preparation) {
  private static final double UNLIKE = 10;

  /** The default way to read tables: numbers as they are in the file. */
  private static final Settings AS_THEY_STAND =
      Settings.parse("defaults", "type = table, scale = none");

  /**
   * Reads points. {@link RunContext#note} reports how the file was interpreted, such as id columns
   * that were left out, and {@link RunContext#warn} columns of unlike scale.
   *
   * @param settings the settings of the data set, e.g. {@code scale = robust}; without them, .npy
   *     files contain points as they are
   * @throws ConfigurationException if the file does not exist or is a folder, with what is there,
   *     or the settings are invalid
   * @throws io.decipher.api.DecipherException if it cannot be read
   */
  public static Points read(
      Path file, Optional<Settings> settings, Plugins plugins, RunContext run) {
    requireFile(file);
    boolean plain = isNpy(file) && settings.isEmpty();
    if (plain || (settings.isEmpty() && plugins.reader(file).isEmpty())) {
      return asTheyStand(file, run);
    }
    Settings block =
        settings.orElse(Settings.empty()).over(AS_THEY_STAND).withValue("path", file.toString());
    Dataset dataset = DataSets.open(block, plugins);
    Samples samples = dataset.samples();
    if (!(samples.type() instanceof SampleType.Vector)) {
      return asTheyStand(file, run);
    }
    dataset.notes().stream().skip(1).forEach(run::note);
    unlikeScales(samples).ifPresent(run::warn);
    return new Points(filled(samples, run), DescribedDataset.preparation(dataset));
  }

  /**
   * Reads points in the same way as others before.
   *
   * @param preparation of the others
   * @param columns the number of columns of the others
   * @throws ConfigurationException if the file does not exist or is a folder
   * @throws DecipherException if it cannot be read, or its columns differ
   */
  static Samples read(
      Path file, Optional<Settings> preparation, int columns, Plugins plugins, RunContext run) {
    requireFile(file);
    if (preparation.isPresent() && !isNpy(file)) {
      Dataset dataset =
          DataSets.open(preparation.get().withValue("path", file.toString()), plugins);
      Samples samples = dataset.samples();
      dataset.notes().stream().skip(1).forEach(run::note);
      return filled(samples, run);
    }
    if (!isNpy(file)) {
      Optional<SampleReader> reader = plugins.reader(file);
      if (reader.isPresent()) {
        return reader.get().read(file, SampleType.vector(columns), run);
      }
    }
    FloatMatrix matrix = Matrices.read(file);
    return Samples.of(matrix, SampleType.vector(matrix.columns()));
  }

  private static Samples filled(Samples samples, RunContext run) {
    Samples filled = NearestRows.filled(samples);
    if (filled != samples) {
      run.note("missing values are filled with the mean of the five nearest complete rows");
    }
    return filled;
  }

  private static void requireFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigurationException(
          List.of(
              Files.isDirectory(file)
                  ? file
                      + " is "
                      + DataSets.contents(file)
                      + "; expected one table, .npy or numbers in text; of a folder of data:"
                      + " decipher discover "
                      + file
                  : file + ": " + InputFile.problem(file) + "; expected a matrix in .npy or .csv"));
    }
  }

  private static boolean isNpy(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".npy");
  }

  private static Points asTheyStand(Path file, RunContext run) {
    FloatMatrix matrix = Matrices.read(file, run::warn);
    if (matrix.rows() == 0 || matrix.columns() == 0) {
      throw new DecipherException(
          file
              + ": holds "
              + matrix.rows()
              + " points of "
              + matrix.columns()
              + " numbers; expected one point of one number at least");
    }
    Samples samples = Samples.of(matrix, SampleType.vector(matrix.columns()));
    countsUp(matrix).forEach(run::warn);
    unlikeScales(samples).ifPresent(run::warn);
    return new Points(samples, Optional.empty());
  }

  /** Returns a warning for each column whose values increase like row numbers. */
  static List<String> countsUp(FloatMatrix points) {
    List<String> warnings = new ArrayList<>();
    for (int j = 0; j < points.columns() && points.columns() > 1 && points.rows() > 2; j++) {
      boolean counts = true;
      for (int i = 1; i < points.rows() && counts; i++) {
        counts = points.get(i, j) - points.get(i - 1, j) == 1;
      }
      if (counts) {
        warnings.add(
            "column "
                + j
                + " counts up from "
                + (long) points.get(0, j)
                + ", as row numbers do; if these are row numbers, they say nothing about the"
                + " points: leave the column out");
      }
    }
    return warnings;
  }

  /**
   * Returns a warning if the ranges of columns differ more than tenfold, since the widest columns
   * then dominate distances.
   */
  public static Optional<String> unlikeScales(Samples points) {
    if (!(points.type() instanceof SampleType.Vector vector) || points.count() == 0) {
      return Optional.empty();
    }
    FloatMatrix values = points.toMatrix();
    int widest = -1;
    int narrowest = -1;
    double[] ranges = new double[values.columns()];
    for (int j = 0; j < ranges.length; j++) {
      float least = Float.POSITIVE_INFINITY;
      float most = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < values.rows(); i++) {
        least = Math.min(least, values.get(i, j));
        most = Math.max(most, values.get(i, j));
      }
      ranges[j] = (double) most - least;
      if (ranges[j] > 0) {
        widest = widest < 0 || ranges[j] > ranges[widest] ? j : widest;
        narrowest = narrowest < 0 || ranges[j] < ranges[narrowest] ? j : narrowest;
      }
    }
    if (widest < 0
        || !Double.isFinite(ranges[widest]) // rejected by the clusterer
        || ranges[widest] <= UNLIKE * ranges[narrowest]) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "column %s spans %.4g and column %s %.4g: the wide ones dominate the distances; -D"
                + " decipher.dataset.scale=robust makes columns count equally",
            name(vector, widest),
            ranges[widest],
            name(vector, narrowest),
            ranges[narrowest]));
  }

  private static String name(SampleType.Vector vector, int column) {
    return "'" + vector.names().get(column) + "'";
  }
}
