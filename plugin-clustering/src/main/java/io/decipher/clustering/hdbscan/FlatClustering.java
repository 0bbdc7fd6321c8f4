// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.clustering.internal.mst.Leaves;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The classes selected from a condensed tree. */
final class FlatClustering {
  /**
   * Numbered by weight in descending order; classes of equal weight by their first members in leaf
   * order.
   */
  final FoundClasses classes;

  /**
   * The persistence of each class, (classes): its stability relative to that of a class whose
   * members all stay from λ = 0 to the greatest λ of the tree; 1 if that is infinite.
   */
  final double[] persistence;

  /** The cluster of each class in the tree, (classes). */
  final int[] clusters;

  /** The greatest λ at which a point left each class, (classes). */
  final double[] deaths;

  /** The class of points whose last cluster is each of the tree's; may be noise. */
  private final int[] classOf;

  /** Points that left below this λ are noise. */
  private final double entry;

  private FlatClustering(
      CondensedTree tree,
      int[] clusters,
      double[] deaths,
      int[] classOf,
      double entry,
      double[] persistence) {
    this.clusters = clusters;
    this.deaths = deaths;
    this.classOf = classOf;
    this.entry = entry;
    this.persistence = persistence;
    classes = classes(Departures.of(tree));
  }

  static FlatClustering of(CondensedTree tree, Hdbscan settings, long minClusterSize) {
    int n = tree.departure.length;
    int[] order = tree.leaves.order;
    boolean rootAllowed =
        settings.allowSingleCluster() && tree.size[0] * (1 + Leaves.ROUNDING) >= minClusterSize;
    double[] stability = tree.stabilities();
    boolean[] taken = settings.selection().select(tree, stability, settings, rootAllowed);
    double[] deaths = tree.deaths();
    // A class of all points would leave no noise: it keeps the points that stay until its last
    // split, and never those that are not connected at any distance.
    double epsilon = settings.clusterSelectionEpsilon();
    double entry =
        !taken[0] ? 0 : Math.max(Double.MIN_VALUE, epsilon == 0 ? deaths[0] : 1 / epsilon);
    int[] holder = new int[tree.clusters]; // the selected cluster that contains a cluster, or -1
    for (int c = 0; c < tree.clusters; c++) {
      holder[c] = taken[c] ? c : c == 0 ? -1 : holder[tree.parent[c]];
    }
    double[] sizes = new double[tree.clusters];
    int[] first = new int[tree.clusters];
    for (int place = n - 1; place >= 0; place--) {
      int i = order[place];
      int c = holder[tree.lastCluster[i]];
      if (c >= 0 && tree.departure[i] >= entry) {
        sizes[c] += tree.leaves.weight[i];
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
    Arrays.fill(number, Labels.NOISE);
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
    return new FlatClustering(
        tree,
        bySize,
        Arrays.stream(bySize).mapToDouble(c -> deaths[c]).toArray(),
        Arrays.stream(holder).map(c -> c < 0 ? Labels.NOISE : number[c]).toArray(),
        entry,
        persistence);
  }

  /** Returns the class that each cluster of the tree was selected as, or noise. */
  int[] classOfCluster() {
    int[] taken = new int[classOf.length];
    Arrays.fill(taken, Labels.NOISE);
    for (int i = 0; i < clusters.length; i++) {
      taken[clusters[i]] = i;
    }
    return taken;
  }

  /** Returns the class of each point and its membership strength. */
  FoundClasses classes(Departures departures) {
    int[] labels = new int[departures.count()];
    float[] strengths = new float[labels.length];
    for (int i = 0; i < labels.length; i++) {
      double lambda = departures.lambda[i];
      labels[i] = label(departures.cluster[i], lambda);
      strengths[i] = labels[i] < 0 ? 0 : (float) share(lambda, deaths[labels[i]]);
    }
    return new FoundClasses(Labels.of(labels), FloatMatrix.wrap(labels.length, 1, strengths));
  }

  /**
   * Returns the class of points whose last cluster was the given one and which left it at λ; may be
   * noise.
   */
  int label(int cluster, double lambda) {
    return lambda < entry ? Labels.NOISE : classOf[cluster];
  }

  /** Returns λ relative to the greatest one, at most 1; 1 if both are infinite. */
  static double share(double lambda, double greatest) {
    return greatest == 0 || lambda >= greatest ? 1 : lambda / greatest;
  }
}
