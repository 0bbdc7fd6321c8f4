// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.labelling;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.numerics.NearestNeighbours;

/**
 * Labels each sample by the nearest prototype: the mean of the points with a label.
 *
 * @see <a href="https://arxiv.org/abs/1703.05175">Snell, Swersky and Zemel 2017</a>
 */
public final class Prototypes {
  private Prototypes() {}

  /**
   * Returns one label per point.
   *
   * @param points (n x d), finite
   * @param given the labelled points
   * @return (n), each in [0, given.classes())
   * @implNote O(n d classes) time
   */
  public static int[] label(FloatMatrix points, GivenLabels given, RunContext run) {
    FloatMatrix means = means(points, given);
    NearestNeighbours nearest = NearestNeighbours.exact(points, means, 1, run);
    int[] labels = new int[points.rows()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = nearest.index(i, 0);
    }
    return labels;
  }

  /** Returns the mean of the points of each label, (classes x d). */
  static FloatMatrix means(FloatMatrix points, GivenLabels given) {
    int d = points.columns();
    double[][] sums = new double[given.classes()][d];
    int[] counts = new int[given.classes()];
    for (int g = 0; g < given.count(); g++) {
      int label = given.label(g);
      counts[label]++;
      for (int j = 0; j < d; j++) {
        sums[label][j] += points.get(given.sample(g), j);
      }
    }
    float[] means = new float[sums.length * d];
    for (int label = 0; label < sums.length; label++) {
      for (int j = 0; j < d; j++) {
        means[label * d + j] = (float) (sums[label][j] / counts[label]);
      }
    }
    return FloatMatrix.wrap(sums.length, d, means);
  }
}
