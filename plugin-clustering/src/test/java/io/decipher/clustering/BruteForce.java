// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering;

import io.decipher.api.FloatMatrix;
import io.decipher.clustering.hdbscan.DistanceGraph;
import io.decipher.numerics.Metric;
import java.util.Arrays;

/** What definitions say, word for word, for all pairs. */
public final class BruteForce {
  private BruteForce() {}

  /** The distances of all pairs, (n x n). */
  public static double[][] distances(FloatMatrix points, Metric metric) {
    int n = points.rows();
    double[][] distances = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        distances[i][j] = i == j ? 0 : distance(points.row(i), points.row(j), metric);
      }
    }
    return distances;
  }

  private static double distance(float[] a, float[] b, Metric metric) {
    double squares = 0;
    double magnitudes = 0;
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int k = 0; k < a.length; k++) {
      double difference = (double) a[k] - b[k];
      squares += difference * difference;
      magnitudes += Math.abs(difference);
      product += (double) a[k] * b[k];
      squaresOfA += (double) a[k] * a[k];
      squaresOfB += (double) b[k] * b[k];
    }
    return switch (metric) {
      case EUCLIDEAN -> Math.sqrt(squares);
      case MANHATTAN -> magnitudes;
      case COSINE -> Math.max(0, 1 - product / Math.sqrt(squaresOfA * squaresOfB));
    };
  }

  /** The weight of the minimum spanning tree in mutual reachability, by Prim's algorithm. */
  public static double treeWeight(double[][] distances, int minSamples) {
    int n = distances.length;
    double[] core = new double[n];
    for (int i = 0; i < n; i++) {
      double[] sorted = distances[i].clone();
      Arrays.sort(sorted);
      core[i] = sorted[minSamples]; // it is its own nearest
    }
    boolean[] inside = new boolean[n];
    double[] least = new double[n];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    least[0] = 0;
    double weight = 0;
    for (int step = 0; step < n; step++) {
      int next = -1;
      for (int i = 0; i < n; i++) {
        next = !inside[i] && (next < 0 || least[i] < least[next]) ? i : next;
      }
      inside[next] = true;
      weight += least[next];
      for (int i = 0; i < n; i++) {
        double reach = Math.max(distances[next][i], Math.max(core[next], core[i]));
        least[i] = Math.min(least[i], reach);
      }
    }
    return weight;
  }

  /** The graph of the pairs that are at most so far from each other. */
  public static DistanceGraph graph(double[][] distances, double most) {
    int n = distances.length;
    int[] from = new int[n * n];
    int[] to = new int[n * n];
    double[] distance = new double[n * n];
    int edges = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        if (distances[i][j] <= most) {
          from[edges] = i;
          to[edges] = j;
          distance[edges] = distances[i][j];
          edges++;
        }
      }
    }
    return DistanceGraph.of(
        n, Arrays.copyOf(from, edges), Arrays.copyOf(to, edges), Arrays.copyOf(distance, edges));
  }
}
