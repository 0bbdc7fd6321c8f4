// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.clustering.internal.mst.Leaves;

/** Which clusters of the condensed tree are taken as classes. No taken one holds another. */
public enum ClusterSelection {
  /**
   * Those of the greatest total stability: a cluster rather than its descendants where it is at
   * least as stable as the best choice among them together.
   */
  EXCESS_OF_MASS {
    @Override
    boolean[] candidates(
        CondensedTree tree, double[] stability, Hdbscan settings, boolean rootAllowed) {
      double[] ofChildren = new double[tree.clusters];
      boolean[] taken = new boolean[tree.clusters];
      double widest = settings.clusterSelectionEpsilonMax().orElse(Double.POSITIVE_INFINITY);
      double most =
          settings.maxClusterSize().isPresent()
              ? settings.maxClusterSize().getAsInt() * (1 + Leaves.ROUNDING)
              : Double.POSITIVE_INFINITY;
      for (int c = tree.clusters - 1; c >= (rootAllowed ? 0 : 1); c--) {
        // A stability that is NaN, of equal points in plenty, is never outdone.
        taken[c] =
            !(ofChildren[c] > stability[c]) && tree.size[c] <= most && tree.epsilon(c) <= widest;
        if (!taken[c]) {
          stability[c] = ofChildren[c];
        }
        if (c > 0) {
          ofChildren[tree.parent[c]] += stability[c];
        }
      }
      return outermost(tree, taken);
    }
  },

  /** The smallest ones: those that part into no others; all points, if they are allowed to be. */
  LEAF {
    @Override
    boolean[] candidates(
        CondensedTree tree, double[] stability, Hdbscan settings, boolean rootAllowed) {
      boolean[] taken = tree.leaves();
      taken[0] &= rootAllowed; // a tree that never parts has one leaf, all points
      return taken;
    }
  };

  abstract boolean[] candidates(
      CondensedTree tree, double[] stability, Hdbscan settings, boolean rootAllowed);

  /**
   * Returns whether each cluster of the tree is taken, (clusters).
   *
   * @param stability of each cluster, (clusters); excess of mass puts the total of the best choice
   *     among its descendants in the place of each that it does not take
   */
  boolean[] select(CondensedTree tree, double[] stability, Hdbscan settings, boolean rootAllowed) {
    boolean[] taken = candidates(tree, stability, settings, rootAllowed);
    double epsilon = settings.clusterSelectionEpsilon();
    return epsilon == 0 || taken[0] ? taken : merged(tree, taken, epsilon, rootAllowed);
  }

  /**
   * Lets every cluster that came to be at a distance below epsilon give way to its nearest ancestor
   * that did not (Malzer and Baum 2020), or, where the set of all points is not allowed, to the
   * last before it.
   */
  private static boolean[] merged(
      CondensedTree tree, boolean[] taken, double epsilon, boolean rootAllowed) {
    boolean[] merged = new boolean[tree.clusters];
    for (int c = 1; c < tree.clusters; c++) {
      if (!taken[c]) {
        continue;
      }
      int at = c;
      if (1 / tree.birth[c] < epsilon) {
        do {
          if (tree.parent[at] == 0 && !rootAllowed) {
            break;
          }
          at = tree.parent[at];
        } while (at > 0 && 1 / tree.birth[at] <= epsilon);
      }
      merged[at] = true;
    }
    return outermost(tree, merged);
  }

  private static boolean[] outermost(CondensedTree tree, boolean[] taken) {
    boolean[] outermost = taken.clone();
    boolean[] within = new boolean[tree.clusters];
    for (int c = 1; c < tree.clusters; c++) {
      within[c] = within[tree.parent[c]] || taken[tree.parent[c]];
      outermost[c] &= !within[c];
    }
    return outermost;
  }
}
