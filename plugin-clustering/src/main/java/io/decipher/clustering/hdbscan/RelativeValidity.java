// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.Labels;
import io.decipher.clustering.internal.mst.SingleLinkageTree;
import java.util.Arrays;

/**
 * An estimate of {@link Dbcv} from the spanning tree of all points, as in the hdbscan library: the
 * sparseness of a class is the greatest weight of an edge within it, its separation the least
 * weight of an edge to another class. It is meant for comparing fits of the same points only.
 */
final class RelativeValidity {
  private RelativeValidity() {}

  /**
   * Returns the mean over the classes, weighted by their fraction of all points; in [-1, 1].
   *
   * @implNote O(n) time
   */
  static double of(SingleLinkageTree tree, Labels labels) {
    double[] sparseness = new double[labels.classes()];
    double[] separation = new double[labels.classes()];
    Arrays.fill(separation, Double.POSITIVE_INFINITY);
    double toNoise = Double.POSITIVE_INFINITY;
    double greatest = 0;
    for (int i = 0; i < tree.distance.length; i++) {
      double weight = tree.distance[i];
      int a = labels.get(tree.from[i]);
      int b = labels.get(tree.to[i]);
      greatest = Math.max(greatest, weight);
      if (a == Labels.NOISE || b == Labels.NOISE) {
        toNoise = a == b ? toNoise : Math.min(toNoise, weight);
      } else if (a == b) {
        sparseness[a] = Math.max(sparseness[a], weight);
      } else {
        separation[a] = Math.min(separation[a], weight);
        separation[b] = Math.min(separation[b], weight);
      }
    }
    // A class without edges to other classes is farther from them than any edge is long.
    double apart =
        2 * (labels.classes() == 1 && toNoise < Double.POSITIVE_INFINITY ? toNoise : greatest);
    int[] sizes = labels.sizes();
    double sum = 0;
    for (int c = 0; c < sizes.length; c++) {
      double separated = separation[c] == Double.POSITIVE_INFINITY ? apart : separation[c];
      sum += sizes[c] * Dbcv.validity(separated, sparseness[c]);
    }
    return labels.size() == 0 ? 0 : sum / labels.size();
  }
}
