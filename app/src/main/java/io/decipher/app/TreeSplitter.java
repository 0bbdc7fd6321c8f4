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
import io.decipher.report.explorer.ClassSplitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Parts a class where its own tree of densities parts first: into groups as large as can be, so
 * that a few samples at the edge are no part.
 */
final class TreeSplitter implements ClassSplitter {
  private static final int SMALLEST = 5;
  private static final int LARGEST_SHARE = 3; // of a class, for both parts to be worth a name

  private final FloatMatrix places;
  private final Plugins plugins;

  private TreeSplitter(FloatMatrix places, Plugins plugins) {
    this.places = places;
    this.plugins = plugins;
  }

  /** Returns what parts the classes of a run by where the run laid its samples out. */
  static ClassSplitter of(Path run, Plugins plugins) {
    Path file = run.resolve("projection.npy");
    if (!Files.isRegularFile(file)) {
      return members -> Optional.empty();
    }
    Manifest.of(run).require("projection.npy");
    try {
      return new TreeSplitter(Npy.read(file), plugins);
    } catch (IOException e) {
      throw new DecipherException(file + " cannot be read: " + e, e);
    }
  }

  @Override
  public Optional<int[]> part(int... members) {
    if (members.length < 2 * SMALLEST) {
      return Optional.empty();
    }
    Clusterer clusterer =
        plugins.create(
            ClustererProvider.class,
            Settings.parse(
                "explore", "type = hdbscan, min-samples = 5, min-cluster-size = " + SMALLEST));
    ClusterModel model = clusterer.fit(places.select(members), RunContext.seeded(0));
    if (!(model instanceof Dendrogram dendrogram)) {
      return Optional.empty();
    }
    for (int size = members.length / LARGEST_SHARE; size >= SMALLEST; size /= 2) {
      ClusterTree tree = dendrogram.tree(size);
      List<ClusterTree.Cluster> parts = tree.children(0);
      if (parts.size() > 1) {
        ClusterTree.Cluster smaller =
            parts.stream().min(Comparator.comparingInt(ClusterTree.Cluster::size)).orElseThrow();
        return Optional.of(
            IntStream.range(0, members.length)
                .filter(i -> isWithin(tree, tree.lastCluster(i), smaller.id()))
                .map(i -> members[i])
                .toArray());
      }
    }
    return Optional.empty();
  }

  private static boolean isWithin(ClusterTree tree, int cluster, int ancestor) {
    int at = cluster;
    while (at > ancestor) { // parents have smaller numbers
      at = tree.clusters().get(at).parent();
    }
    return at == ancestor;
  }
}
