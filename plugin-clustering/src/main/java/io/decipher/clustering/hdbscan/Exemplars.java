// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The most representative points of a class: those that persist longest in each leaf of the
 * condensed tree below the class.
 *
 * <p>A class of any shape has at least one in each of its densest parts.
 */
final class Exemplars {
  private Exemplars() {}

  /** Returns the rows of the exemplars of each class, ascending, (classes)(exemplars). */
  static int[][] of(CondensedTree tree, FlatClustering clustering) {
    boolean[] leaves = tree.leaves();
    double[] deaths = tree.deaths();
    int[] labels = clustering.classes.labels().toArray();
    int[] rows =
        IntStream.range(0, labels.length)
            .filter(i -> labels[i] >= 0 && leaves[tree.lastCluster[i]])
            .filter(i -> tree.departure[i] == deaths[tree.lastCluster[i]])
            .toArray();
    int[] counts = new int[clustering.clusters.length];
    int[][] exemplars = new int[counts.length][rows.length == 0 ? 0 : 1];
    for (int row : rows) {
      int label = labels[row];
      if (counts[label] == exemplars[label].length) {
        exemplars[label] = Arrays.copyOf(exemplars[label], 2 * counts[label]);
      }
      exemplars[label][counts[label]++] = row;
    }
    Arrays.setAll(exemplars, label -> Arrays.copyOf(exemplars[label], counts[label]));
    return exemplars;
  }
}
