// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The second-best class of each sample: the class, other than its own, with the nearest mean, as in
 * nearest-centroid classification (Rocchio). For noise it is the nearest of all classes.
 */
final class SecondBest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private SecondBest() {}

  /**
   * Returns the second-best classes.
   *
   * @param found the class of each sample, (n)
   * @param points the features by which the classes were found, (n x d); values that are not finite
   *     are ignored
   * @return (n), noise if there is no other class
   * @implNote O(n x d x classes) time on all cores at most; in few dimensions far less, since means
   *     are visited in the order of their distance along one axis
   */
  static Labels of(Labels found, FloatMatrix points) {
    double[][] means = means(found, points);
    Sweep sweep = Sweep.of(means);
    int[] second =
        IntStream.range(0, found.size())
            .parallel()
            .map(i -> sweep.nearest(points, i, found.get(i)))
            .toArray();
    return Labels.of(second);
  }

  /**
   * Class means in the order of their values on the axis along which they differ most.
   *
   * @param labels the classes in that order
   * @param values their values on the axis, ascending
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sweep(double[][] means, int axis, int[] labels, double[] values) {
    static Sweep of(double[][] means) {
      int axis = widest(means);
      int[] labels =
          IntStream.range(0, means.length)
              .boxed()
              .sorted(Comparator.comparingDouble(label -> means[label][axis]))
              .mapToInt(Integer::intValue)
              .toArray();
      double[] values = IntStream.of(labels).mapToDouble(label -> means[label][axis]).toArray();
      return new Sweep(means, axis, labels, values);
    }

    private static int widest(double[][] means) {
      int widest = 0;
      double most = -1;
      for (int j = 0; means.length > 0 && j < means[0].length; j++) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] mean : means) {
          low = Math.min(low, mean[j]);
          high = Math.max(high, mean[j]);
        }
        if (high - low > most) {
          most = high - low;
          widest = j;
        }
      }
      return widest;
    }

    /** Returns the nearest class other than the sample's own; of equally near ones the first. */
    int nearest(FloatMatrix points, int row, int own) {
      if (labels.length == 0 || points.columns() == 0) {
        return Labels.NOISE;
      }
      float value = points.get(row, axis);
      boolean bounded = Float.isFinite(value);
      int found = bounded ? Arrays.binarySearch(values, value) : 0;
      int up = found < 0 ? -found - 1 : found;
      int down = up - 1;
      int best = Labels.NOISE;
      double least = Double.POSITIVE_INFINITY;
      while (up < labels.length || down >= 0) {
        double above = up < labels.length ? square(values[up] - value, bounded) : INFINITE;
        double below = down >= 0 ? square(values[down] - value, bounded) : INFINITE;
        if (Math.min(above, below) > least) {
          break;
        }
        int label = above <= below ? labels[up++] : labels[down--];
        if (label == own) {
          continue;
        }
        double distance = distance(points, row, means[label], least);
        if (distance < least || (distance == least && label < best)) {
          least = distance;
          best = label;
        }
      }
      return best;
    }

    private static double square(double difference, boolean bounded) {
      return bounded ? difference * difference : 0;
    }
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
    for (int j = 0; j < mean.length && sum <= enough; j++) {
      float value = points.get(row, j);
      double difference = Float.isFinite(value) ? value - mean[j] : 0;
      sum += difference * difference;
    }
    return sum;
  }
}
