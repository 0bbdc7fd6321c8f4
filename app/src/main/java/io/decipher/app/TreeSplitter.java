// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.ClusterModel;
import io.decipher.api.ClusterTree;
import io.decipher.api.Clusterer;
import io.decipher.api.DecipherException;
import io.decipher.api.Dendrogram;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Manifest;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.Settings;
import io.decipher.api.spi.ClustererProvider;
import io.decipher.report.corrections.PairSplitter;
import io.decipher.report.explorer.ClassSplitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Splits a class where its own density tree splits first, into groups as large as possible, so that
 * a few samples at the edge do not form a group.
 */
final class TreeSplitter implements ClassSplitter, PairSplitter {
  private static final int SMALLEST = 5;
  private static final int LARGEST_SHARE = 3; // of a class, as the size tried first

  private final FloatMatrix places;
  private final Plugins plugins;

  private TreeSplitter(FloatMatrix places, Plugins plugins) {
    this.places = places;
    this.plugins = plugins;
  }

  /** Returns a splitter of the classes of a run, based on the run's own layout of its samples. */
  static Optional<TreeSplitter> of(Path run, Plugins plugins) {
    Path file = run.resolve("projection.npy");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Manifest.of(run).require("projection.npy");
    try {
      return Optional.of(new TreeSplitter(Npy.read(file), plugins));
    } catch (IOException e) {
      throw new DecipherException(file + " cannot be read: " + e, e);
    }
  }

  @Override
  public Optional<int[]> part(int... members) {
    if (members.length < 2 * SMALLEST) {
      return Optional.empty();
    }
    Optional<Dendrogram> dendrogram = dendrogram(members);
    for (int size = members.length / LARGEST_SHARE;
        dendrogram.isPresent() && size >= SMALLEST;
        size /= 2) {
      ClusterTree tree = dendrogram.get().tree(size);
      List<ClusterTree.Cluster> parts = tree.children(0);
      if (parts.size() > 1) {
        return Optional.of(within(tree, smallest(parts), members));
      }
    }
    return Optional.empty();
  }

  /** {@inheritDoc} Uses the coarsest tree in which the two are in different clusters. */
  @Override
  public Optional<int[]> part(int[] members, int first, int second) {
    if (members.length < 2 * SMALLEST) {
      return Optional.empty();
    }
    int one = Arrays.binarySearch(members, first);
    int two = Arrays.binarySearch(members, second);
    Optional<Dendrogram> dendrogram = dendrogram(members);
    for (int size = members.length / LARGEST_SHARE;
        dendrogram.isPresent() && size >= SMALLEST;
        size = Math.min(size - 1, size * 3 / 4)) {
      ClusterTree tree = dendrogram.get().tree(size);
      for (ClusterTree.Cluster parent : tree.clusters()) {
        List<ClusterTree.Cluster> parts = tree.children(parent.id());
        Optional<ClusterTree.Cluster> ofOne = holding(tree, parts, one);
        Optional<ClusterTree.Cluster> ofTwo = holding(tree, parts, two);
        if (ofOne.isPresent() && ofTwo.isPresent() && !ofOne.equals(ofTwo)) {
          return Optional.of(within(tree, smallest(List.of(ofOne.get(), ofTwo.get())), members));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<ClusterTree.Cluster> holding(
      ClusterTree tree, List<ClusterTree.Cluster> parts, int member) {
    return parts.stream()
        .filter(part -> isWithin(tree, tree.lastCluster(member), part.id()))
        .findFirst();
  }

  private static ClusterTree.Cluster smallest(List<ClusterTree.Cluster> parts) {
    return parts.stream().min(Comparator.comparingInt(ClusterTree.Cluster::size)).orElseThrow();
  }

  private static int[] within(ClusterTree tree, ClusterTree.Cluster part, int... members) {
    return IntStream.range(0, members.length)
        .filter(i -> isWithin(tree, tree.lastCluster(i), part.id()))
        .map(i -> members[i])
        .toArray();
  }

  private Optional<Dendrogram> dendrogram(int... members) {
    Clusterer clusterer =
        plugins.create(
            ClustererProvider.class,
            Settings.parse(
                "explore", "type = hdbscan, min-samples = 5, min-cluster-size = " + SMALLEST));
    ClusterModel model = clusterer.fit(places.select(members), RunContext.seeded(0));
    return model instanceof Dendrogram dendrogram ? Optional.of(dendrogram) : Optional.empty();
  }

  private static boolean isWithin(ClusterTree tree, int cluster, int ancestor) {
    int at = cluster;
    while (at > ancestor) { // parents have smaller numbers
      at = tree.clusters().get(at).parent();
    }
    return at == ancestor;
  }
}
