// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.Sweep;
import io.decipher.api.Sweep.Resolution;
import io.decipher.clustering.internal.mst.HeavyPaths;
import io.decipher.clustering.internal.mst.SingleLinkageTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Selects classes at every minimum class size without visiting all points for each.
 *
 * <p>A merge is a split at size m if both its sides have m points. As m grows, merges cease to be
 * splits: their lesser sides drop out, and their greater sides continue the cluster they split
 * from. So a cluster at any size is a segment of one of the {@link HeavyPaths}, which also give
 * {@link CondensedTree} its stabilities; both therefore select by the same numbers, with the same
 * result.
 *
 * <p>Nothing changes except where a node ceases to have enough points, so only sizes one above a
 * node's weight are considered.
 *
 * <p>Clusters are numbered 0, the root, and 2 i + 1 and 2 i + 2, the greater and the lesser side of
 * split i.
 *
 * @implNote If no point weighs as much as a class, there are at most 2 n / m clusters at size m, so
 *     all sizes take O(n log n) time; otherwise up to n at each of up to 2 n sizes. O(n) memory
 */
final class SizeSweep {
  private final SingleLinkageTree linkage;
  private final HeavyPaths paths;
  private final Hdbscan settings;
  private final LeafPersistence persistence;

  /** The current splits, the last merge first. */
  private final int[] splits;

  private int count;

  /** The cluster that each current split divides. */
  private final int[] parted;

  /** The last node of the segment of each cluster that does not split. */
  private final int[] end;

  /** The components connected at cluster-selection-epsilon or, if that is 0, at any distance. */
  private final Components components;

  private SizeSweep(SingleLinkageTree linkage, Hdbscan settings, long least) {
    this.linkage = linkage;
    this.settings = settings;
    paths = linkage.paths();
    persistence = LeafPersistence.of(linkage, least);
    int merges = linkage.n - 1;
    splits = new int[merges];
    parted = new int[merges];
    end = new int[2 * merges + 1];
    descend(least);
    double epsilon = settings.clusterSelectionEpsilon();
    components = new Components(epsilon > 0 ? 1 / epsilon : Double.MIN_VALUE);
  }

  /** Returns the result for each size of at least {@code least}, which is 2 or more. */
  static Sweep of(SingleLinkageTree linkage, Hdbscan settings, long least) {
    List<Resolution> resolutions = new ArrayList<>();
    long total = linkage.totalSize();
    if (total >= least) {
      SizeSweep sweep = new SizeSweep(linkage, settings, least);
      long last = settings.allowSingleCluster() ? total : total / 2;
      long[] sizes = sizes(linkage, least, last);
      for (int i = 0; i < sizes.length; i++) {
        sweep.prune(sizes[i]);
        if (sweep.count == 0 && !settings.allowSingleCluster()) {
          break;
        }
        add(resolutions, sweep.at(sizes[i], i + 1 < sizes.length ? sizes[i + 1] - 1 : last));
      }
    }
    return new Sweep(resolutions);
  }

  /** Returns the sizes at which the result may change, ascending, starting at {@code least}. */
  private static long[] sizes(SingleLinkageTree linkage, long least, long last) {
    long[] all = new long[2 * linkage.n];
    for (int node = 0; node < all.length - 1; node++) {
      all[node] = linkage.size(node) + 1;
    }
    all[all.length - 1] = least;
    Arrays.parallelSort(all);
    return LongStream.of(all).filter(size -> size >= least && size <= last).distinct().toArray();
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

  /** Finds the splits at the smallest size. */
  private void descend(long least) {
    int n = linkage.n;
    int[] cluster = new int[2 * n]; // by node
    for (int node = 2 * n - 2; node >= 0; node--) {
      if (linkage.size(node) < least) {
        continue;
      }
      int holder = cluster[node];
      end[holder] = node;
      if (node < n) {
        continue;
      }
      int greater = paths.greater(node - n);
      int lesser = paths.lesser(node - n);
      cluster[greater] = holder;
      cluster[lesser] = holder;
      if (linkage.size(lesser) >= least) {
        splits[count] = node - n;
        parted[count] = holder;
        count++;
        cluster[greater] = 2 * count - 1;
        cluster[lesser] = 2 * count;
      }
    }
  }

  /** Removes the splits whose lesser sides have fewer points than {@code size}. */
  private void prune(long size) {
    int[] renamed = new int[2 * count + 1];
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int holder = renamed[parted[i]];
      if (linkage.size(paths.lesser(splits[i])) < size) {
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
      while (linkage.size(end[c]) < size) {
        end[c] = linkage.n + paths.above(end[c]);
      }
    }
  }

  private Resolution at(long size, long to) {
    CondensedTree tree = CondensedTree.ofNoPoints(linkage);
    tree.add(-1, 0, linkage.totalWeight());
    int[] first = new int[2 * count + 1];
    int[] last = Arrays.copyOf(end, 2 * count + 1);
    first[0] = 2 * linkage.n - 2;
    for (int i = 0; i < count; i++) {
      int split = linkage.n + splits[i];
      first[2 * i + 1] = paths.greater(splits[i]);
      first[2 * i + 2] = paths.lesser(splits[i]);
      tree.add(parted[i], paths.lambda(split), linkage.weight(first[2 * i + 1]));
      tree.add(parted[i], paths.lambda(split), linkage.weight(first[2 * i + 2]));
      last[parted[i]] = split;
    }
    for (int c = 0; c < tree.clusters; c++) {
      tree.setStability(c, paths.stability(first[c], last[c]));
    }
    boolean[] taken =
        settings
            .selection()
            .select(tree, tree.stabilities(), settings, settings.allowSingleCluster());
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
    return new Resolution(size, to, classes, noiseShare, persistence.at(size));
  }

  /** As in {@link FlatClustering}: the points that stay until the root splits, or until epsilon. */
  private double membersOfRoot(long size, int last) {
    double parting = paths.lambda(last);
    if (settings.clusterSelectionEpsilon() > 0 || parting == 0) {
      return components.weightOf(size);
    }
    int node = last;
    while (paths.birth(node) == parting) {
      node = linkage.n + paths.above(node);
    }
    return linkage.weight(node);
  }

  /** The maximal nodes that are connected at a given density. */
  private final class Components {
    private final long[] sizes; // ascending
    private final double[] weightFrom; // of each and all following ones

    Components(double density) {
      int[] nodes =
          IntStream.range(0, 2 * linkage.n - 1)
              .filter(node -> paths.lambda(node) >= density && !(paths.birth(node) >= density))
              .boxed()
              .sorted((a, b) -> Double.compare(linkage.weight(a), linkage.weight(b)))
              .mapToInt(Integer::intValue)
              .toArray();
      sizes = Arrays.stream(nodes).mapToLong(linkage::size).toArray();
      weightFrom = new double[nodes.length + 1];
      for (int i = nodes.length - 1; i >= 0; i--) {
        weightFrom[i] = weightFrom[i + 1] + linkage.weight(nodes[i]);
      }
    }

    /** Returns the total weight of the components of at least a given size. */
    double weightOf(long size) {
      int low = 0;
      int high = sizes.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (sizes[middle] < size) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return weightFrom[low];
    }
  }
}
