// SPDX-License-Identifier: Apache-2.0
package io.decipher.gan.measure;

import io.decipher.api.FloatMatrix;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The sliced Wasserstein distance: the mean, over random directions, of the Wasserstein distance
 * between the projections of two sets.
 *
 * @see <a href="https://doi.org/10.1007/978-3-642-24785-9_37">Rabin et al. 2012</a>
 */
public final class SlicedWasserstein {
  private final int columns;
  private final float[] directions;

  /**
   * Draws the directions, which are used for all comparisons.
   *
   * @param columns the number of columns of the sets
   * @param count the number of directions
   */
  public SlicedWasserstein(int columns, int count, RandomGenerator random) {
    this.columns = columns;
    this.directions = new float[count * columns];
    for (int d = 0; d < count; d++) {
      double square = 0;
      for (int j = 0; j < columns; j++) {
        float value = (float) random.nextGaussian();
        directions[d * columns + j] = value;
        square += value * value;
      }
      float length = (float) Math.sqrt(square);
      for (int j = 0; j < columns; j++) {
        directions[d * columns + j] /= length;
      }
    }
  }

  /**
   * Returns the projections of a set, sorted along each direction, (directions x n).
   *
   * @implNote O(n · columns · directions) time
   */
  public float[][] sorted(FloatMatrix set) {
    float[] values = set.toArray();
    int n = set.rows();
    float[][] projections = new float[directions.length / columns][n];
    for (int d = 0; d < projections.length; d++) {
      for (int i = 0; i < n; i++) {
        float sum = 0;
        for (int j = 0; j < columns; j++) {
          sum += values[i * columns + j] * directions[d * columns + j];
        }
        projections[d][i] = sum;
      }
      Arrays.sort(projections[d]);
    }
    return projections;
  }

  /**
   * Returns the distance between two sets with equal numbers of rows, from their sorted
   * projections.
   */
  public static double distance(float[][] a, float[][] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      if (a[d].length != b[d].length) {
        throw new IllegalArgumentException(
            "both sets must have as many rows, but have " + a[d].length + " and " + b[d].length);
      }
      for (int i = 0; i < a[d].length; i++) {
        sum += Math.abs(a[d][i] - b[d][i]);
      }
    }
    return sum / ((double) a.length * a[0].length);
  }
}
