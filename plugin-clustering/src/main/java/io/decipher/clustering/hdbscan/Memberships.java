// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.numerics.Parallel;
import java.util.Arrays;

/**
 * Soft cluster memberships of points.
 *
 * <p>For class j and a point whose last cluster is c and which left it at λ, let
 *
 * <ul>
 *   <li>h_j, the height of the class, be the λ at which point and class split: λ itself if one of c
 *       and the class's cluster contains the other, else the birth of the clusters that separated
 *       them;
 *   <li>x_j be the distance from the point to the nearest exemplar of the class;
 *   <li>s_j = exp(exp(-D(c) / h_j)) / x_j, D(c) being the greatest λ at which a point left c;
 *   <li>p = h_m / max(D(m), λ), the probability of being in any class at all: m is the point's own
 *       class, or for noise the class of greatest height, and of several the one of greatest s.
 * </ul>
 *
 * The membership is p s_j / Σ s. For a member p is its membership strength.
 *
 * <p>This is {@code all_points_membership_vectors} of the hdbscan library where that is well
 * defined. The library adds a constant of 1e-8 to the sums, so they depend on the unit of the
 * points; chooses the first of several classes of equal height as m; and uses another formula for
 * new points. Here, if distances are 0, only their classes share the membership; if D(c) is
 * infinite, an infinite height counts as 1 and any other as 0; and new points are treated like the
 * fitted ones.
 */
final class Memberships {
  private static final int BLOCK = 256;

  private final CondensedTree tree;
  private final FlatClustering clustering;

  /** The greatest λ at which a point left each cluster, (clusters). */
  private final double[] deaths;

  /** The λ at which each cluster split, (clusters). */
  private final double[] parting;

  private Memberships(CondensedTree tree, FlatClustering clustering) {
    this.tree = tree;
    this.clustering = clustering;
    deaths = tree.deaths();
    parting = new double[tree.clusters];
    for (int c = 1; c < tree.clusters; c++) {
      parting[tree.parent[c]] = tree.birth[c];
    }
  }

  /**
   * Returns the memberships, (points x classes), in [0, 1], with row sums of at most 1.
   *
   * @param departures the positions of the points in the tree
   * @param distances to the nearest exemplar of each class, (classes)(points)
   */
  static FloatMatrix of(
      CondensedTree tree, FlatClustering clustering, Departures departures, double[][] distances) {
    Memberships memberships = new Memberships(tree, clustering);
    int points = departures.count();
    int classes = distances.length;
    float[] values = new float[size(points, classes)];
    Parallel.run(
        (points + BLOCK - 1) / BLOCK,
        block -> {
          double[] height = new double[classes];
          double[] share = new double[classes];
          for (int i = block * BLOCK; i < Math.min(points, (block + 1) * BLOCK); i++) {
            for (int j = 0; j < classes; j++) {
              share[j] = distances[j][i];
            }
            memberships.write(
                departures.cluster[i], departures.lambda[i], height, share, values, i * classes);
          }
        });
    return FloatMatrix.wrap(points, classes, values);
  }

  private static int size(int points, int classes) {
    long size = (long) points * classes;
    if (size > Integer.MAX_VALUE - 8) {
      throw new DecipherException(
          "hdbscan: the memberships of "
              + points
              + " points in "
              + classes
              + " classes are more than an array holds; ask for those of fewer points at a time");
    }
    return (int) size;
  }

  /** Writes the memberships of a point; {@code share} contains its distances and is overwritten. */
  private void write(
      int cluster, double lambda, double[] height, double[] share, float[] target, int at) {
    double nearest = Arrays.stream(share).min().orElse(0);
    int own = clustering.label(cluster, lambda);
    int most = Math.max(own, 0);
    double sum = 0;
    for (int j = 0; j < share.length; j++) {
      height[j] = height(cluster, lambda, clustering.clusters[j]);
      double near = nearest == 0 ? (share[j] == 0 ? 1 : 0) : nearest / share[j];
      share[j] = near * Math.exp(Math.exp(-1 / FlatClustering.share(height[j], deaths[cluster])));
      sum += share[j];
      boolean more = height[j] != height[most] ? height[j] > height[most] : share[j] > share[most];
      most = own < 0 && more ? j : most;
    }
    double some =
        share.length == 0
            ? 0
            : FlatClustering.share(height[most], Math.max(lambda, clustering.deaths[most]));
    for (int j = 0; j < share.length; j++) {
      double value = some * share[j] / sum;
      float rounded = (float) value;
      target[at + j] = rounded > value ? Math.nextDown(rounded) : rounded; // keeps sums <= 1
    }
  }

  private double height(int cluster, double lambda, int ofClass) {
    int a = cluster;
    int b = ofClass;
    while (a != b) { // a parent has a smaller number
      if (a > b) {
        a = tree.parent[a];
      } else {
        b = tree.parent[b];
      }
    }
    return a == cluster || a == ofClass ? lambda : parting[a];
  }
}
