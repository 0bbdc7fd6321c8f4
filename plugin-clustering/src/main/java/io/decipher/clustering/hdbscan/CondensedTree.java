// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.ClusterTree;
import io.decipher.api.ClusterTree.Cluster;
import io.decipher.clustering.internal.mst.HeavyPaths;
import io.decipher.clustering.internal.mst.Leaves;
import io.decipher.clustering.internal.mst.SingleLinkageTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The condensed cluster tree: as the density λ rises, a cluster loses points until it splits into
 * two that both have enough points, or vanishes.
 *
 * <p>Cluster 0, the root, contains all points; any other has a greater number than its parent. λ is
 * the reciprocal of a distance, infinite for distance 0.
 *
 * @see <a href="https://doi.org/10.1145/2733381">Campello et al. 2015, section 3</a>
 */
final class CondensedTree {
  /** The number of clusters. */
  int clusters;

  /** The cluster that each one split from, -1 for cluster 0, (clusters). */
  int[] parent;

  /** The λ at which each cluster was born, (clusters). */
  double[] birth;

  /** The weight of the points of each cluster at its birth, (clusters). */
  double[] size;

  /** The stability of each cluster, (clusters). */
  private double[] stability;

  /** The last cluster that each point was in, (n). */
  final int[] lastCluster;

  /** The λ at which each point left its last cluster, (n). */
  final double[] departure;

  final Leaves leaves;

  /** The greatest distance at which anything splits. */
  private final double widest;

  private CondensedTree(SingleLinkageTree linkage, int points) {
    leaves = linkage.leaves;
    widest = linkage.n < 2 ? 0 : linkage.distance[linkage.n - 2];
    lastCluster = new int[points];
    departure = new double[points];
    parent = new int[16];
    birth = new double[16];
    size = new double[16];
    stability = new double[16];
  }

  /**
   * Returns a tree with only the root and without points, to which clusters can be added; it
   * suffices for selection.
   */
  static CondensedTree ofNoPoints(SingleLinkageTree linkage) {
    return new CondensedTree(linkage, 0);
  }

  /**
   * Returns the tree of the clusters that weigh at least as much as {@code minClusterSize} points.
   *
   * @implNote O(n) time and memory
   */
  static CondensedTree of(SingleLinkageTree linkage, long minClusterSize) {
    int n = linkage.n;
    HeavyPaths paths = linkage.paths();
    CondensedTree tree = new CondensedTree(linkage, n);
    int[] cluster = new int[2 * n]; // by node
    int[] first = new int[16]; // the first node of each cluster, and the last before it splits
    int[] last = new int[16];
    tree.add(-1, 0, linkage.totalWeight());
    first[0] = Math.max(0, 2 * n - 2);
    double[] left = new double[2 * n]; // the λ at which a node left its cluster; NaN if it did not
    Arrays.fill(left, Double.NaN);
    for (int merge = n - 2; merge >= 0; merge--) {
      int node = n + merge;
      int a = linkage.left[merge];
      int b = linkage.right[merge];
      cluster[a] = cluster[node];
      cluster[b] = cluster[node];
      if (!Double.isNaN(left[node])) {
        left[a] = left[node];
        left[b] = left[node];
        continue;
      }
      last[cluster[node]] = node;
      double lambda = paths.lambda(node);
      boolean enoughA = linkage.size(a) >= minClusterSize;
      boolean enoughB = linkage.size(b) >= minClusterSize;
      if (enoughA && enoughB) {
        cluster[a] = tree.add(cluster[node], lambda, linkage.weight(a));
        cluster[b] = tree.add(cluster[node], lambda, linkage.weight(b));
        if (first.length < tree.clusters) {
          first = Arrays.copyOf(first, 2 * tree.clusters);
          last = Arrays.copyOf(last, first.length);
        }
        first[cluster[a]] = a;
        first[cluster[b]] = b;
        continue;
      }
      if (!enoughA) {
        left[a] = lambda;
      }
      if (!enoughB) {
        left[b] = lambda;
      }
    }
    for (int i = 0; i < n; i++) {
      tree.lastCluster[i] = cluster[i];
      // What never left is a point as heavy as a class, or the only point.
      if (Double.isNaN(left[i])) {
        last[cluster[i]] = i;
        left[i] = paths.lambda(i);
      }
      tree.departure[i] = left[i];
    }
    for (int c = 0; c < tree.clusters && n > 0; c++) {
      tree.stability[c] = paths.stability(first[c], last[c]);
    }
    return tree;
  }

  /** Adds a cluster, of stability 0, that split from another one; returns its number. */
  int add(int from, double lambda, double weight) {
    if (clusters == parent.length) {
      parent = Arrays.copyOf(parent, 2 * clusters);
      birth = Arrays.copyOf(birth, 2 * clusters);
      size = Arrays.copyOf(size, 2 * clusters);
      stability = Arrays.copyOf(stability, 2 * clusters);
    }
    parent[clusters] = from;
    birth[clusters] = lambda;
    size[clusters] = weight;
    return clusters++;
  }

  /** Sets the stability of a cluster. */
  void setStability(int cluster, double value) {
    stability[cluster] = value;
  }

  /**
   * Returns the distance at which a cluster split from its parent; for the root, the greatest
   * distance.
   */
  double epsilon(int cluster) {
    return cluster == 0 ? widest : 1 / birth[cluster];
  }

  /** Returns whether each cluster is a leaf, (clusters). */
  boolean[] leaves() {
    boolean[] leaves = new boolean[clusters];
    Arrays.fill(leaves, true);
    for (int c = 1; c < clusters; c++) {
      leaves[parent[c]] = false;
    }
    return leaves;
  }

  /**
   * Returns the stability of each cluster, (clusters): the sum over its points of their weight
   * times the difference in λ between birth and departure. NaN for a cluster born at infinite λ.
   */
  double[] stabilities() {
    return Arrays.copyOf(stability, clusters);
  }

  /** Returns the greatest λ at which a point left each cluster, (clusters). */
  double[] deaths() {
    double[] deaths = new double[clusters];
    for (int i = 0; i < departure.length; i++) {
      int c = lastCluster[i];
      deaths[c] = Math.max(deaths[c], departure[i]);
    }
    for (int c = 1; c < clusters; c++) {
      deaths[parent[c]] = Math.max(deaths[parent[c]], birth[c]);
    }
    return deaths;
  }

  /**
   * Returns the GLOSH outlier score of each point, (n), in [0, 1]: the relative difference between
   * the λ of the densest descendant of its last cluster and the λ of its departure. The limit, 1,
   * if the former is infinite and the latter is not.
   *
   * @see <a href="https://doi.org/10.1145/2733381">Campello et al. 2015, section 5</a>
   */
  double[] outlierScores() {
    double[] densest = deaths();
    for (int c = clusters - 1; c > 0; c--) {
      densest[parent[c]] = Math.max(densest[parent[c]], densest[c]);
    }
    double[] scores = new double[departure.length];
    for (int i = 0; i < scores.length; i++) {
      double max = densest[lastCluster[i]];
      if (max == 0 || departure[i] == Double.POSITIVE_INFINITY) {
        scores[i] = 0;
      } else {
        scores[i] = max == Double.POSITIVE_INFINITY ? 1 : (max - departure[i]) / max;
      }
    }
    return scores;
  }

  /**
   * Returns the tree as a {@link ClusterTree}.
   *
   * @param classOfCluster the class that each cluster was selected as, or -1, (clusters)
   */
  ClusterTree described(int[] classOfCluster) {
    double[] stability = stabilities();
    double[] deaths = deaths();
    List<Cluster> described = new ArrayList<>();
    for (int c = 0; c < clusters; c++) {
      described.add(
          new Cluster(
              c,
              parent[c],
              birth[c],
              deaths[c],
              (int) Math.min(Integer.MAX_VALUE, size[c] * (1 + Leaves.ROUNDING)),
              Double.isNaN(stability[c]) ? 0 : stability[c], // born at infinite density
              classOfCluster[c]));
    }
    return new ClusterTree(described, lastCluster, departure);
  }
}
