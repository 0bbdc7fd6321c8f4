// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.clustering.internal.mst.Edges;

/**
 * Where points are in a condensed tree: the last cluster that each was in, and the λ at which it
 * left it. All that is said of a point, fitted or new, follows from these two.
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

  /** Returns those of the points that the tree is of. */
  static Departures of(CondensedTree tree) {
    return new Departures(tree.lastCluster, tree.departure);
  }

  /**
   * Returns those of new points, each as if it had hung by its edge from a point of the tree. From
   * λ = 1 / weight on they are apart; if the point of the tree is gone by then, they leave
   * together.
   *
   * @param edges one a new point, from it to a row that the tree is of; weights are distances
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

  /** Returns those of points that have nothing to hang from. */
  static Departures none(int count) {
    return new Departures(new int[count], new double[count]);
  }

  int count() {
    return cluster.length;
  }
}
