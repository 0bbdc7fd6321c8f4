// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.anomalies;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.numerics.NearestNeighbours;
import java.util.Arrays;

/**
 * The distance of a point to its third-nearest neighbour among normal points (Ramaswamy et al.
 * 2000); if these have classes, the minimum over the classes.
 *
 * @see <a href="https://doi.org/10.1145/342009.335437">Ramaswamy, Rastogi and Shim 2000</a>
 */
final class NeighbourDistance {
  private static final int NEIGHBOUR = 3;

  private final FloatMatrix usual;
  private final int[][] groups;

  private NeighbourDistance(FloatMatrix usual, int[][] groups) {
    this.usual = usual;
    this.groups = groups;
  }

  /** Compares with all of the given points, (n x d), n at least 2. */
  static NeighbourDistance among(FloatMatrix usual) {
    int[] all = new int[usual.rows()];
    Arrays.setAll(all, i -> i);
    return new NeighbourDistance(usual, new int[][] {all});
  }

  /** Compares with the points of each class of at least 2. */
  static NeighbourDistance among(FloatMatrix usual, Labels classes) {
    int[][] groups = new int[classes.classes()][];
    for (int label = 0; label < groups.length; label++) {
      groups[label] = classes.members(label);
    }
    return new NeighbourDistance(
        usual, Arrays.stream(groups).filter(group -> group.length > 1).toArray(int[][]::new));
  }

  /**
   * Returns the distances.
   *
   * @param points (n x d)
   * @param self the index of each among the normal points, so that it is not its own neighbour; -1
   *     if it is none of them
   * @return (n)
   * @implNote O(n m d) time for m normal points
   */
  double[] of(FloatMatrix points, int[] self, RunContext run) {
    double[] nearest = new double[points.rows()];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    for (int[] group : groups) {
      int count = Math.min(NEIGHBOUR + 1, group.length);
      NearestNeighbours found = NearestNeighbours.exact(points, usual.select(group), count, run);
      for (int i = 0; i < nearest.length; i++) {
        nearest[i] = Math.min(nearest[i], distance(found, i, self[i], group));
      }
    }
    return nearest;
  }

  /**
   * Returns the distance of the third neighbour that is not the point itself, or of the last one.
   */
  private static double distance(NearestNeighbours found, int point, int self, int[] group) {
    int seen = 0;
    double distance = 0;
    for (int rank = 0; rank < found.count() && seen < NEIGHBOUR; rank++) {
      if (group[found.index(point, rank)] != self) {
        distance = found.distance(point, rank);
        seen++;
      }
    }
    return distance;
  }
}
