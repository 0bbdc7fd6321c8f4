// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.clustering.internal.mst.Edges;

/**
 * The positions of points in a condensed tree: the last cluster that each was in, and the λ at
 * which it left it. These two determine labels, strengths and scores of fitted and new points
 * alike.
 */
final class Departures {
  /** (points). */
  final int[] cluster;

  /** (points). */
  final double[] lambda;

  private Departures(int[] cluster, double[] lambda) {
    this.cluster = cluster;
    this.lambda = lambda;
  }

  /** Returns the positions of the tree's own points. */
  static Departures of(CondensedTree tree) {
    return new Departures(tree.lastCluster, tree.departure);
  }

  /**
   * Returns the positions of new points, each attached by an edge to a point of the tree. It leaves
   * at λ = 1 / weight, or together with that point if that is earlier.
   *
   * @param edges one per new point, from it to a row of the tree; weights are distances
   */
  static Departures of(CondensedTree tree, Edges edges) {
    int[] cluster = new int[edges.count];
    double[] lambda = new double[edges.count];
    for (int i = 0; i < cluster.length; i++) {
      int row = edges.to[i];
      double apart = edges.weight[i] > 0 ? 1 / edges.weight[i] : Double.POSITIVE_INFINITY;
      cluster[i] = tree.lastCluster[row];
      lambda[i] = Math.min(apart, tree.departure[row]);
      while (cluster[i] > 0 && tree.birth[cluster[i]] >= apart) {
        cluster[i] = tree.parent[cluster[i]];
      }
    }
    return new Departures(cluster, lambda);
  }

  /** Returns the positions of points that cannot be attached to any point. */
  static Departures none(int count) {
    return new Departures(new int[count], new double[count]);
  }

  int count() {
    return cluster.length;
  }
}
