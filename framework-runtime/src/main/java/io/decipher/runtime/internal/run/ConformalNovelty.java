// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * How like the samples of a run a new one is: the share of the run's own that are at least as
 * strange. It is the conformal p-value of "this is one of them" (Bates et al. 2023): of new samples
 * of the same kind a share t is expected at t or below, whatever the scores are.
 *
 * <p>Where there are several measures, a sample is as strange as it is by the one that finds it
 * strangest, and this is compared with the run's own in its turn.
 *
 * <p>The p-value holds for samples that the model has not learned from. The run's own it has, and
 * finds a little less strange than new ones for it; so a little more than t of these are below t.
 *
 * @see <a href="https://doi.org/10.1214/22-AOS2244">Bates, Candès, Lei, Romano and Sesia 2023</a>
 */
public final class ConformalNovelty {
  private static final String FILE = "novelty.npy";

  /** The novelty scores of the run's own samples, (n x m). */
  private final FloatMatrix own;

  /** By each measure, ascending, (m) x (n). */
  private final float[][] sorted;

  /** The least share by any measure of each of the run's own, ascending, (n). */
  private final double[] least;

  private ConformalNovelty(FloatMatrix own) {
    this.own = own;
    this.sorted = new float[own.columns()][own.rows()];
    for (int j = 0; j < sorted.length; j++) {
      for (int i = 0; i < own.rows(); i++) {
        sorted[j][i] = own.get(i, j);
      }
      Arrays.sort(sorted[j]);
    }
    this.least = new double[own.rows()];
    for (int i = 0; i < least.length; i++) {
      least[i] = least(own, i);
    }
    Arrays.sort(least);
  }

  /**
   * Learns what is usual.
   *
   * @param own novelty scores of the run's own samples, (n x m), n and m at least 1, finite
   */
  public static ConformalNovelty of(FloatMatrix own) {
    if (own.rows() < 1 || own.columns() < 1) {
      throw new IllegalArgumentException("there are no novelty scores to compare with: " + own);
    }
    for (int i = 0; i < own.rows(); i++) {
      for (int j = 0; j < own.columns(); j++) {
        if (!Float.isFinite(own.get(i, j))) {
          throw new IllegalArgumentException(
              "novelty score " + j + " of sample " + i + " is " + own.get(i, j));
        }
      }
    }
    return new ConformalNovelty(own);
  }

  /**
   * Returns how familiar samples are.
   *
   * @param scores (k x m); what is NaN is as strange as can be
   * @return (k x 1), in (0, 1]
   * @throws IllegalArgumentException if there are not as many measures as were learned
   * @implNote O(k m log n) time
   */
  public FloatMatrix measure(FloatMatrix scores) {
    if (scores.columns() != sorted.length) {
      throw new IllegalArgumentException(
          "there are "
              + scores.columns()
              + " novelty scores a sample, but "
              + sorted.length
              + " were kept");
    }
    float[] shares = new float[scores.rows()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) ((1.0 + upTo(least, least(scores, i))) / (least.length + 1.0));
    }
    return FloatMatrix.wrap(shares.length, 1, shares);
  }

  private double least(FloatMatrix scores, int row) {
    double result = 1;
    for (int j = 0; j < sorted.length; j++) {
      int below = below(sorted[j], scores.get(row, j));
      result = Math.min(result, (1.0 + sorted[j].length - below) / (sorted[j].length + 1.0));
    }
    return result;
  }

  /** How many of {@code ascending} are less than {@code value}; all if it is NaN. */
  private static int below(float[] ascending, float value) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] >= value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** How many of {@code ascending} are not greater than {@code value}. */
  private static int upTo(double[] ascending, double value) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] > value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  public void save(Path directory) throws IOException {
    Npy.write(directory.resolve(FILE), own);
  }

  /**
   * Returns what was saved; nothing if nothing was.
   *
   * @throws DecipherException if the file is damaged
   */
  public static Optional<ConformalNovelty> load(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    FloatMatrix own = Npy.read(file);
    try {
      return Optional.of(of(own));
    } catch (IllegalArgumentException e) {
      throw new DecipherException(file + ": " + e.getMessage() + "; run discover again", e);
    }
  }
}
