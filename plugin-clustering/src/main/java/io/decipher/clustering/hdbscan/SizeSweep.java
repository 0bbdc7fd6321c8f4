package io.decipher.clustering.hdbscan;

import io.decipher.api.Sweep;
import io.decipher.api.Sweep.Resolution;
import io.decipher.clustering.internal.mst.SingleLinkageTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The selection of classes at every smallest class size, without condensing the tree at each.
 *
 * <p>A merge is a split at size m if both its sides have m points. As m grows, splits cease to be
 * such: their lesser sides fall away, and their greater sides go on as what they parted from. So at
 * any size a cluster is a stretch of a heavy path, which leads from node to greater side for as
 * long as that has m points, and its stability is the difference of two sums along that path.
 *
 * <p>Clusters are numbered as in {@link CondensedTree}: 0 is the root, 2 i + 1 and 2 i + 2 are the
 * greater and the lesser side of split i.
 *
 * @implNote at most 2 n / m clusters at size m, so O(n log n) time for all sizes; O(n) memory
 */
final class SizeSweep {
  private final SingleLinkageTree linkage;
  private final Hdbscan settings;
  private final long[] persistence;

  /** The merge that takes in each merge, -1 for the last, (n - 1). */
  private final int[] above;

  /** The sum of size x rise in λ down the heavy path, up to each merge, (n - 1). */
  private final double[] mass;

  /** The present splits, the last merge first. */
  private final int[] splits;

  private int count;

  /** The cluster that each present split parts. */
  private final int[] parted;

  /** The last merge on the stretch of each cluster that parts no more. */
  private final int[] end;

  /** The sizes of what hangs together at cluster-selection-epsilon, ascending. */
  private final int[] components;

  private SizeSweep(SingleLinkageTree linkage, Hdbscan settings, int least) {
    this.linkage = linkage;
    this.settings = settings;
    persistence = LeafPersistence.bySize(linkage, least);
    int merges = linkage.n - 1;
    above = new int[merges];
    mass = new double[merges];
    splits = new int[Math.min(merges, linkage.totalSize() / least)];
    parted = new int[splits.length];
    end = new int[2 * splits.length + 1];
    descend(least);
    double densest = 1 / settings.clusterSelectionEpsilon();
    components =
        IntStream.range(0, merges)
            .filter(merge -> lambda(merge) >= densest && !(lambda(above[merge]) >= densest))
            .map(merge -> linkage.size(linkage.n + merge))
            .sorted()
            .toArray();
  }

  /** Returns what is found at each size of at least {@code least}, which is 2 or more. */
  static Sweep of(SingleLinkageTree linkage, Hdbscan settings, int least) {
    List<Resolution> resolutions = new ArrayList<>();
    if (linkage.n > 1 && linkage.totalSize() >= least) {
      SizeSweep sweep = new SizeSweep(linkage, settings, least);
      int total = linkage.totalSize();
      int last = settings.allowSingleCluster() ? total : total / 2;
      for (int size = least; size <= last; size++) {
        sweep.prune(size);
        if (sweep.count == 0 && !settings.allowSingleCluster()) {
          break;
        }
        add(resolutions, sweep.at(size));
      }
    }
    return new Sweep(resolutions);
  }

  private static void add(List<Resolution> resolutions, Resolution next) {
    int last = resolutions.size() - 1;
    Resolution before = last < 0 ? next : resolutions.get(last);
    if (last >= 0
        && before.classes() == next.classes()
        && before.noiseShare() == next.noiseShare()
        && before.persistence() == next.persistence()) {
      resolutions.set(
          last,
          new Resolution(
              before.from(), next.to(), next.classes(), next.noiseShare(), next.persistence()));
    } else {
      resolutions.add(next);
    }
  }

  /** Finds the splits at the least size, and the sums. */
  private void descend(int least) {
    int n = linkage.n;
    int[] cluster = new int[2 * n]; // by node
    if (n > 1) {
      above[n - 2] = -1;
    }
    for (int merge = n - 2; merge >= 0; merge--) {
      int greater = greater(merge);
      int lesser = lesser(merge);
      int holder = cluster[n + merge];
      double before = above[merge] < 0 ? 0 : lambda(above[merge]);
      boolean heavy = above[merge] >= 0 && greater(above[merge]) == n + merge;
      double rise = lambda(merge) > before ? lambda(merge) - before : 0; // not of infinities
      mass[merge] = (heavy ? mass[above[merge]] : 0) + linkage.size(n + merge) * rise;
      cluster[greater] = holder;
      cluster[lesser] = holder;
      if (linkage.size(n + merge) >= least) {
        end[holder] = merge;
      }
      if (linkage.size(lesser) >= least) {
        splits[count] = merge;
        parted[count] = holder;
        count++;
        cluster[greater] = 2 * count - 1;
        cluster[lesser] = 2 * count;
      }
      if (greater >= n) {
        above[greater - n] = merge;
      }
      if (lesser >= n) {
        above[lesser - n] = merge;
      }
    }
  }

  /** Leaves out the splits whose lesser sides have fewer points than {@code size}. */
  private void prune(int size) {
    int[] renamed = new int[2 * count + 1];
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int holder = renamed[parted[i]];
      if (linkage.size(lesser(splits[i])) < size) {
        renamed[2 * i + 1] = holder;
        end[holder] = end[2 * i + 1];
      } else {
        splits[kept] = splits[i];
        parted[kept] = holder;
        for (int side = 1; side <= 2; side++) {
          renamed[2 * i + side] = 2 * kept + side;
          end[2 * kept + side] = end[2 * i + side];
        }
        kept++;
      }
    }
    count = kept;
    for (int c = 0; c <= 2 * count; c++) {
      while (linkage.size(linkage.n + end[c]) < size) {
        end[c] = above[end[c]];
      }
    }
  }

  private Resolution at(int size) {
    CondensedTree tree = CondensedTree.ofNoPoints(linkage);
    int[] last = Arrays.copyOf(end, 2 * count + 1);
    for (int i = 0; i < count; i++) {
      double birth = lambda(splits[i]);
      tree.add(parted[i], birth, linkage.size(greater(splits[i])));
      tree.add(parted[i], birth, linkage.size(lesser(splits[i])));
      last[parted[i]] = splits[i];
    }
    double[] stability = new double[tree.clusters];
    for (int c = 0; c < tree.clusters; c++) {
      boolean heavy = c % 2 == 1; // the greater side of split c / 2
      stability[c] = mass[last[c]] - (heavy ? mass[splits[c / 2]] : 0);
    }
    boolean[] taken =
        settings.selection().select(tree, stability, settings, settings.allowSingleCluster());
    int classes = 0;
    double members = 0;
    for (int c = 0; c < tree.clusters; c++) {
      if (taken[c]) {
        classes++;
        members += c == 0 ? membersOfRoot(size, last[0]) : tree.size[c];
      }
    }
    classes = members == 0 ? 0 : classes;
    double total = linkage.totalWeight();
    double noiseShare = Math.max(0, (total - members) / total);
    return new Resolution(size, size, classes, noiseShare, total(size));
  }

  private double total(int size) {
    return size < persistence.length ? persistence[size] : 0;
  }

  /** As {@link FlatClustering} has it: those that stay until the root parts, or until epsilon. */
  private int membersOfRoot(int size, int last) {
    if (settings.clusterSelectionEpsilon() > 0) {
      return Arrays.stream(components).filter(component -> component >= size).sum();
    }
    int merge = last;
    while (above[merge] >= 0 && lambda(above[merge]) == lambda(last)) {
      merge = above[merge];
    }
    return linkage.size(linkage.n + merge);
  }

  private int greater(int merge) {
    int left = linkage.left[merge];
    int right = linkage.right[merge];
    return linkage.size(left) >= linkage.size(right) ? left : right;
  }

  private int lesser(int merge) {
    int left = linkage.left[merge];
    return greater(merge) == left ? linkage.right[merge] : left;
  }

  private double lambda(int merge) {
    return merge < 0 ? 0 : 1 / linkage.distance[merge];
  }
}
