// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleReader;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Points that people bring to be clustered: a table by the plugin that reads tables, or .npy. */
public final class Points {
  private static final double UNLIKE = 10;

  private Points() {}

  /**
   * Reads points, numbers as they stand in the file. What is left out, such as columns of ids, is
   * reported by {@link RunContext#warn}.
   *
   * @throws ConfigurationException if there is no such file, or it is a folder, saying what is
   *     there
   * @throws io.decipher.api.DecipherException if it cannot be read
   */
  public static Samples read(Path file, Plugins plugins, RunContext run) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigurationException(
          List.of(
              Files.exists(file)
                  ? file
                      + " is "
                      + DataSets.contents(file)
                      + "; expected one table, .npy or numbers in text; of a folder of data:"
                      + " decipher discover "
                      + file
                  : file + ": there is no such file; expected a matrix in .npy or .csv"));
    }
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".npy")) {
      Optional<SampleReader> reader = plugins.reader(file);
      if (reader.isPresent()) {
        Samples read = reader.get().read(file, run);
        if (read.type() instanceof SampleType.Vector) {
          return read;
        }
      }
    }
    FloatMatrix matrix = Matrices.read(file);
    return Samples.of(matrix, SampleType.vector(matrix.columns()));
  }

  /**
   * Returns a warning where columns differ in range more than tenfold, for then the widest decide
   * what is near.
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
    if (widest < 0 || ranges[widest] <= UNLIKE * ranges[narrowest]) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "column %s spans %.4g and column %s %.4g: the wide ones decide what is near. For columns"
                + " that count alike, scaled: decipher discover FILE"
                + " (decipher.dataset.scale = robust or standard)",
            name(vector, widest),
            ranges[widest],
            name(vector, narrowest),
            ranges[narrowest]));
  }

  private static String name(SampleType.Vector vector, int column) {
    return "'" + vector.names().get(column) + "'";
  }
}
