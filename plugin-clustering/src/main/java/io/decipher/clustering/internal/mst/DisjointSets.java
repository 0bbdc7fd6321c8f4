// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

/** Disjoint sets of 0, 1, …: union by size, find with path halving (Tarjan 1975). */
public final class DisjointSets {
  private final int[] parent;
  private final int[] size;

  public DisjointSets(int count) {
    parent = new int[count];
    size = new int[count];
    for (int i = 0; i < count; i++) {
      parent[i] = i;
      size[i] = 1;
    }
  }

  public int find(int item) {
    int at = item;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  /** Merges two sets; returns the representative of the union. */
  public int union(int a, int b) {
    int kept = size[a] >= size[b] ? a : b;
    int joined = kept == a ? b : a;
    parent[joined] = kept;
    size[kept] += size[joined];
    return kept;
  }

  public int size(int representative) {
    return size[representative];
  }
}
