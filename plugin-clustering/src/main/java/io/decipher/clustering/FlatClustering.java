package io.decipher.clustering;

import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The classes of one cut. */
final class FlatClustering {
  /** Numbered by weight, greatest first, of equal ones by the first member in the leaves' order. */
  final FoundClasses classes;

  /**
   * Of each class, (classes): its stability as a share of what it would be had all its members
   * stayed from λ = 0 until the greatest λ of the tree; 1 where that is infinite.
   */
  final double[] persistence;

  private FlatClustering(FoundClasses classes, double[] persistence) {
    this.classes = classes;
    this.persistence = persistence;
  }

  static FlatClustering of(CondensedTree tree, Hdbscan settings, int minClusterSize) {
    int n = tree.departure.length;
    int[] order = tree.leaves.order;
    boolean rootAllowed =
        settings.allowSingleCluster() && tree.size[0] * (1 + Leaves.ROUNDING) >= minClusterSize;
    double[] stability = tree.stabilities();
    boolean[] taken = settings.selection().select(tree, stability, settings, rootAllowed);
    double[] deaths = tree.deaths();
    int[] cluster = members(tree, taken, deaths[0], settings.clusterSelectionEpsilon());
    double[] sizes = new double[tree.clusters];
    int[] first = new int[tree.clusters];
    for (int place = n - 1; place >= 0; place--) {
      int c = cluster[order[place]];
      if (c >= 0) {
        sizes[c] += tree.leaves.weight[order[place]];
        first[c] = place;
      }
    }
    int[] bySize =
        IntStream.range(0, tree.clusters)
            .filter(c -> sizes[c] > 0)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(c -> -sizes[c]).thenComparingInt(c -> first[c]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] number = new int[tree.clusters];
    double greatest = Arrays.stream(deaths).max().orElse(0);
    double[] persistence = new double[bySize.length];
    for (int i = 0; i < bySize.length; i++) {
      int c = bySize[i];
      number[c] = i;
      persistence[i] =
          greatest == 0 || greatest == Double.POSITIVE_INFINITY
              ? 1
              : stability[c] / (sizes[c] * greatest);
    }
    int[] labels = new int[n];
    float[] strengths = new float[n];
    for (int i = 0; i < n; i++) {
      int c = cluster[i];
      labels[i] = c < 0 ? Labels.NOISE : number[c];
      strengths[i] = c < 0 ? 0 : (float) strength(tree.departure[i], deaths[c]);
    }
    return new FlatClustering(
        new FoundClasses(Labels.of(labels), FloatMatrix.wrap(n, 1, strengths)), persistence);
  }

  /** Returns the taken cluster that each point is in, or -1, (n). */
  private static int[] members(
      CondensedTree tree, boolean[] taken, double deathOfRoot, double epsilon) {
    int[] holder = new int[tree.clusters]; // the taken cluster that a cluster is in, or -1
    for (int c = 0; c < tree.clusters; c++) {
      holder[c] = taken[c] ? c : c == 0 ? -1 : holder[tree.parent[c]];
    }
    // A class of all points would leave no noise: it keeps what stays until it parts for good, and
    // never what nothing joins at any distance.
    double entry = Math.max(Double.MIN_VALUE, epsilon == 0 ? deathOfRoot : 1 / epsilon);
    int[] cluster = new int[tree.departure.length];
    for (int i = 0; i < cluster.length; i++) {
      int c = holder[tree.lastCluster[i]];
      cluster[i] = c == 0 && tree.departure[i] < entry ? -1 : c;
    }
    return cluster;
  }

  private static double strength(double departure, double death) {
    return death == 0 || departure == Double.POSITIVE_INFINITY
        ? 1
        : Math.min(departure, death) / death;
  }
}
