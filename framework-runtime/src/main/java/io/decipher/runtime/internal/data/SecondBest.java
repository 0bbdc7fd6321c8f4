// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import java.util.stream.IntStream;

/**
 * The second-best class of each sample: the class, other than its own, with the nearest mean, as in
 * nearest-centroid classification (Rocchio). For noise it is the nearest of all classes.
 */
final class SecondBest {
  private SecondBest() {}

  /**
   * Returns the second-best classes.
   *
   * @param found the class of each sample, (n)
   * @param points the features by which the classes were found, (n x d); values that are not finite
   *     are ignored
   * @return (n), noise if there is no other class
   * @implNote O(n x d x classes) time on all cores
   */
  static Labels of(Labels found, FloatMatrix points) {
    int classes = found.classes();
    double[][] means = means(found, points);
    int[] second =
        IntStream.range(0, found.size())
            .parallel()
            .map(
                i -> {
                  int best = Labels.NOISE;
                  double least = Double.POSITIVE_INFINITY;
                  for (int label = 0; label < classes; label++) {
                    if (label == found.get(i)) {
                      continue;
                    }
                    double distance = distance(points, i, means[label], least);
                    if (distance < least) {
                      least = distance;
                      best = label;
                    }
                  }
                  return best;
                })
            .toArray();
    return Labels.of(second);
  }

  private static double[][] means(Labels found, FloatMatrix points) {
    int width = points.columns();
    double[][] means = new double[found.classes()][width];
    int[][] counts = new int[found.classes()][width];
    for (int i = 0; i < found.size(); i++) {
      int label = found.get(i);
      for (int j = 0; label != Labels.NOISE && j < width; j++) {
        float value = points.get(i, j);
        if (Float.isFinite(value)) {
          means[label][j] += value;
          counts[label][j]++;
        }
      }
    }
    for (int label = 0; label < means.length; label++) {
      for (int j = 0; j < width; j++) {
        means[label][j] /= Math.max(1, counts[label][j]);
      }
    }
    return means;
  }

  private static double distance(FloatMatrix points, int row, double[] mean, double enough) {
    double sum = 0;
    for (int j = 0; j < mean.length && sum < enough; j++) {
      float value = points.get(row, j);
      double difference = Float.isFinite(value) ? value - mean[j] : 0;
      sum += difference * difference;
    }
    return sum;
  }
}
