package io.decipher.clustering.hdbscan;

import io.decipher.clustering.internal.mst.SingleLinkageTree;

/**
 * Over how many smallest class sizes clusters are leaves: the total persistence of PLSCAN.
 *
 * <p>A side of a merge is a leaf of the tree condensed at size m where both sides of that merge
 * have m points or more, m ≤ death, but those of no merge under it do, m > birth. Its persistence
 * is death - birth, the number of such sizes; that of a size is the total of the leaves there are
 * at it. Death is the lesser of a merge's two sizes, birth the greatest death in the subtree.
 *
 * @see <a href="https://arxiv.org/abs/2512.16558">Bot, McInnes, Aerts 2025, Persistent Multiscale
 *     Density-based Clustering</a>
 */
final class LeafPersistence {
  private LeafPersistence() {}

  /**
   * Returns the total persistence at each size, (n / 2 + 1) or longer; that of size m is at m.
   *
   * @param least the least size looked at, 2 or more; there is nothing at those below
   * @implNote O(n) time and memory
   */
  static long[] bySize(SingleLinkageTree linkage, int least) {
    int n = linkage.n;
    long[] total =
        new long
            [Math.max(least, linkage.totalSize() / 2)
                + 2]; // first as differences from size to size
    int[] birth = new int[2 * n]; // by node
    for (int merge = 0; merge < n - 1; merge++) {
      int a = linkage.left[merge];
      int b = linkage.right[merge];
      int death = Math.min(linkage.size(a), linkage.size(b));
      addLeaf(total, Math.max(birth[a], least - 1), death);
      addLeaf(total, Math.max(birth[b], least - 1), death);
      birth[n + merge] = Math.max(death, Math.max(birth[a], birth[b]));
    }
    for (int size = 1; size < total.length; size++) {
      total[size] += total[size - 1];
    }
    return total;
  }

  private static void addLeaf(long[] differences, int birth, int death) {
    if (birth < death) {
      differences[birth + 1] += death - birth;
      differences[death + 1] -= death - birth;
    }
  }

  /** Returns the least of the sizes of greatest total persistence, {@code least} or more. */
  static int mostPersistentSize(SingleLinkageTree linkage, int least) {
    long[] total = bySize(linkage, least);
    int best = least;
    for (int size = least; size < total.length; size++) {
      best = total[size] > total[best] ? size : best;
    }
    return best;
  }
}
