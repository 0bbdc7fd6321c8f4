// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.clustering.internal.mst.Leaves;

/**
 * How classes are selected from the clusters of the condensed tree. No selected cluster contains
 * another one.
 */
public enum ClusterSelection {
  /**
   * Selects the clusters of the greatest total stability: a cluster is preferred to its descendants
   * if it is at least as stable as the best selection among them.
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
        // A stability of NaN, which arises from many equal points, is never exceeded.
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

  /** Selects the leaves: clusters that do not split; the root only if that is allowed. */
  LEAF {
    @Override
    boolean[] candidates(
        CondensedTree tree, double[] stability, Hdbscan settings, boolean rootAllowed) {
      boolean[] taken = tree.leaves();
      taken[0] &= rootAllowed; // a tree without splits has one leaf, its root
      return taken;
    }
  };

  abstract boolean[] candidates(
      CondensedTree tree, double[] stability, Hdbscan settings, boolean rootAllowed);

  /**
   * Returns whether each cluster of the tree is selected, (clusters).
   *
   * @param stability of each cluster, (clusters); excess of mass overwrites the stability of a
   *     cluster that it does not select by the total of the best selection among its descendants
   */
  boolean[] select(CondensedTree tree, double[] stability, Hdbscan settings, boolean rootAllowed) {
    boolean[] taken = candidates(tree, stability, settings, rootAllowed);
    double epsilon = settings.clusterSelectionEpsilon();
    return epsilon == 0 || taken[0] ? taken : merged(tree, taken, epsilon, rootAllowed);
  }

  /**
   * Replaces each cluster born at a distance below epsilon by its nearest ancestor born above it
   * (Malzer and Baum 2020) or, if the root is not allowed, by the last ancestor below the root.
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
