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
 * The familiarity of new samples: the fraction of the run's own samples that are at least as novel.
 * It is the conformal p-value of belonging to the same distribution (Bates et al. 2023): a fraction
 * t of new samples of the same kind is expected to have at most t, whatever the scores are.
 *
 * <p>With several measures, a sample gets the most extreme of its p-values, which is in turn
 * compared with those of the run's own samples.
 *
 * <p>The p-value is exact for samples that the model was not trained on. It was trained on the
 * run's own, which therefore appear slightly less novel than new ones; so slightly more than a
 * fraction t of new ones get at most t.
 *
 * @see <a href="https://doi.org/10.1214/22-AOS2244">Bates, Candès, Lei, Romano and Sesia 2023</a>
 */
public final class ConformalNovelty {
  private static final String FILE = "novelty.npy";

  /** The novelty scores of the run's own samples, (n x m). */
  private final FloatMatrix own;

  /** For each measure, ascending, (m) x (n). */
  private final float[][] sorted;

  /** The minimum p-value over the measures of each of the run's own samples, ascending, (n). */
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
   * Fits to the run's own samples.
   *
   * @param own their novelty scores, (n x m), n and m at least 1, finite
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
   * Returns the familiarity of samples.
   *
   * @param scores (k x m); NaN counts as maximally novel
   * @return (k x 1), in (0, 1]
   * @throws IllegalArgumentException if the number of measures differs
   * @implNote O(k m log n) time
   */
  public FloatMatrix measure(FloatMatrix scores) {
    if (scores.columns() != sorted.length) {
      throw new IllegalArgumentException(
          "there are "
              + scores.columns()
              + " novelty scores per sample, but "
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

  /** Returns how many values of {@code ascending} are less than {@code value}; all if it is NaN. */
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

  /** Returns how many values of {@code ascending} are at most {@code value}. */
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
   * Loads a saved instance; empty if there is none.
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
