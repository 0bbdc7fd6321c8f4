// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.numerics.Parallel;
import java.util.Arrays;

/**
 * How much of each class is in each point.
 *
 * <p>For a point that was last in cluster c and left it at λ, and class j, let
 *
 * <ul>
 *   <li>h_j, its height, be the λ at which point and class parted: λ itself where one of c and the
 *       class's cluster holds the other, else the birth of the clusters in which they went apart;
 *   <li>x_j be the distance from the point to the nearest exemplar of the class;
 *   <li>s_j = exp(exp(-D(c) / h_j)) / x_j, D(c) being the greatest λ at which anything left c;
 *   <li>p = h_m / max(D(m), λ), the chance to be in some class at all: m is the point's own class,
 *       or for noise that of greatest height, of several that of the greatest s.
 * </ul>
 *
 * The membership is p s_j / Σ s. For a member p is the strength of its membership.
 *
 * <p>This is {@code all_points_membership_vectors} of the hdbscan library where that is well
 * defined. There the sums carry a constant of 1e-8, so that they change with the unit of the
 * points, of several classes as high m is the first, and new points go by another formula. Here,
 * where distances are 0, only their classes share; where D(c) is infinite, a height is taken as all
 * of it if infinite, else as none; and new points are as those fitted.
 */
final class Memberships {
  private static final int BLOCK = 256;

  private final CondensedTree tree;
  private final FlatClustering clustering;

  /** The greatest λ at which anything left each cluster, (clusters). */
  private final double[] deaths;

  /** The λ at which each cluster parted into others, (clusters). */
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
   * Returns the memberships, (points x classes): in [0, 1], and at most 1 a row.
   *
   * @param departures where the points are in the tree
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

  /** Writes those of one point; {@code share} holds its distances, which are lost. */
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
      target[at + j] = rounded > value ? Math.nextDown(rounded) : rounded; // so that sums stay <= 1
    }
  }

  private double height(int cluster, double lambda, int ofClass) {
    int a = cluster;
    int b = ofClass;
    while (a != b) { // a parent has a lesser number
      if (a > b) {
        a = tree.parent[a];
      } else {
        b = tree.parent[b];
      }
    }
    return a == cluster || a == ofClass ? lambda : parting[a];
  }
}
