// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Missing;
import io.decipher.api.Samples;
import io.decipher.numerics.EvenlySpaced;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Imputes missing values by k nearest neighbours (Troyanskaya et al. 2001): a fill value common to
 * all rows would lie between the groups, and form new ones.
 *
 * @see <a href="https://doi.org/10.1093/bioinformatics/17.6.520">Troyanskaya et al. 2001</a>
 */
public final class NearestRows {
  private static final int NEAREST = 5;
  private static final int LOOKED_AT = 20_000; // the maximum number of complete rows, evenly spaced

  private NearestRows() {}

  /**
   * Returns samples without missing values: each is replaced by the mean over the five nearest
   * complete rows. Distances are computed over the values present, each in units of its standard
   * deviation among complete rows. If no row is complete, samples are returned unchanged.
   *
   * @param samples (n), vectors
   * @implNote O(d) for each pair of an incomplete and a complete row
   */
  public static Samples filled(Samples samples) {
    Missing missing = samples.missing().orElse(null);
    if (missing == null || missing.total() == 0) {
      return samples;
    }
    int[] all = rows(samples, missing, true);
    if (all.length == 0) {
      return samples;
    }
    int[] complete = spaced(all);
    int d = samples.type().size();
    float[] values = samples.toMatrix().toArray();
    double[] unit = deviations(values, complete, d);
    for (int row : rows(samples, missing, false)) {
      fill(values, row, complete, unit, missing);
    }
    Samples filled = Samples.of(FloatMatrix.wrap(samples.count(), d, values), samples.type());
    if (samples.names().isPresent()) {
      filled = filled.withNames(samples.names().get());
    }
    return samples.attributes().names().isEmpty()
        ? filled
        : filled.withAttributes(samples.attributes());
  }

  private static int[] rows(Samples samples, Missing missing, boolean complete) {
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < samples.count(); i++) {
      if (complete == (missing.total(i) == 0)) {
        rows.add(i);
      }
    }
    return rows.stream().mapToInt(row -> row).toArray();
  }

  private static int[] spaced(int[] rows) {
    return Arrays.stream(EvenlySpaced.of(rows.length, LOOKED_AT)).map(i -> rows[i]).toArray();
  }

  private static double[] deviations(float[] values, int[] rows, int d) {
    double[] deviations = new double[d];
    for (int j = 0; j < d; j++) {
      double mean = 0;
      for (int row : rows) {
        mean += (double) values[row * d + j] / rows.length;
      }
      double squares = 0;
      for (int row : rows) {
        squares += Math.pow(values[row * d + j] - mean, 2) / rows.length;
      }
      deviations[j] = squares > 0 ? Math.sqrt(squares) : 1;
    }
    return deviations;
  }

  private static void fill(
      float[] values, int row, int[] complete, double[] unit, Missing missing) {
    int d = unit.length;
    double[] squares = new double[complete.length];
    for (int i = 0; i < complete.length; i++) {
      for (int j = 0; j < d; j++) {
        if (!missing.isMissing(row, j)) {
          double off = ((double) values[row * d + j] - values[complete[i] * d + j]) / unit[j];
          squares[i] += off * off;
        }
      }
    }
    Integer[] order = new Integer[complete.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> squares[i]));
    int nearest = Math.min(NEAREST, order.length);
    for (int j = 0; j < d; j++) {
      if (missing.isMissing(row, j)) {
        double sum = 0;
        for (int i = 0; i < nearest; i++) {
          sum += values[complete[order[i]] * d + j];
        }
        values[row * d + j] = (float) (sum / nearest);
      }
    }
  }
}
