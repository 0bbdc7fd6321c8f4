package io.decipher.clustering;

import io.decipher.api.ClusterModel;
import io.decipher.api.ClusterTree;
import io.decipher.api.Dendrogram;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Hierarchy;
import io.decipher.api.OutlierScores;
import io.decipher.api.Resolutions;
import io.decipher.api.Sweep;
import io.decipher.api.Sweep.Plateau;

/**
 * What {@link Hdbscan} found. It keeps the single-linkage tree, so that it can be cut at any
 * smallest class size in O(n) time.
 *
 * <p>Classes are numbered by size, largest first; of two of one size the one with the least member
 * comes first. A strength is the density λ at which a point left its class over the greatest λ of
 * that class: 1 for the innermost points.
 */
public final class HdbscanModel
    implements ClusterModel, Hierarchy, OutlierScores, Resolutions, Dendrogram {
  private final Hdbscan settings;
  private final SingleLinkageTree linkage;
  private final int minClusterSize;
  private final FlatClustering clustering;
  private final FloatMatrix outlierScores;

  HdbscanModel(Hdbscan settings, SingleLinkageTree linkage) {
    this.settings = settings;
    this.linkage = linkage;
    minClusterSize = minClusterSize(settings, linkage);
    CondensedTree tree = CondensedTree.of(linkage, minClusterSize);
    clustering = FlatClustering.of(tree, settings, minClusterSize);
    double[] scores = tree.outlierScores();
    float[] values = new float[scores.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) scores[i];
    }
    outlierScores = FloatMatrix.wrap(values.length, 1, values);
  }

  private static int minClusterSize(Hdbscan settings, SingleLinkageTree linkage) {
    int least = settings.minClusterSize(linkage.n);
    return switch (settings.resolution()) {
      case GIVEN -> least;
      case PERSISTENCE -> LeafPersistence.mostPersistentSize(linkage, least);
      case PLATEAU ->
          SizeSweep.of(linkage, settings, least).plateaus().stream()
              .findFirst()
              .map(Plateau::from)
              .orElse(least);
    };
  }

  @Override
  public FoundClasses classes() {
    return clustering.classes;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if {@code minClusterSize} is below 2
   */
  @Override
  public FoundClasses cut(int minClusterSize) {
    return FlatClustering.of(condensed(minClusterSize), settings, minClusterSize).classes;
  }

  /**
   * Returns the GLOSH score of each point, (n x 1), in [0, 1]: how much less dense its surroundings
   * are than the densest of the cluster nearest to it.
   */
  @Override
  public FloatMatrix outlierScores() {
    return outlierScores;
  }

  /**
   * Returns the persistence of each class, (classes), 0 or more: how much of all there is in
   * density it outlasts; near 0 for a class that hardly came to be. A class of all points may
   * exceed 1.
   */
  public double[] persistence() {
    return clustering.persistence.clone();
  }

  /**
   * Returns how valid the classes are, in [-1, 1]: an estimate of {@link Dbcv#index} in O(n) time,
   * to compare fits of the same points by.
   */
  public double relativeValidity() {
    return RelativeValidity.of(linkage, classes().labels());
  }

  /** Returns the weight of the minimum spanning tree of the mutual-reachability graph. */
  public double totalTreeWeight() {
    return linkage.totalDistance();
  }

  /** Returns the smallest class size that {@link #classes} was cut at. */
  public int minClusterSize() {
    return minClusterSize;
  }

  /**
   * {@inheritDoc}
   *
   * <p>From size 2 on.
   *
   * @implNote O(n log n) time
   */
  @Override
  public Sweep sweep() {
    return SizeSweep.of(linkage, settings, 2);
  }

  @Override
  public ClusterTree tree() {
    return tree(minClusterSize);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if {@code minClusterSize} is below 2
   */
  @Override
  public ClusterTree tree(int minClusterSize) {
    CondensedTree tree = condensed(minClusterSize);
    return tree.described(FlatClustering.of(tree, settings, minClusterSize).classOfCluster);
  }

  private CondensedTree condensed(int minClusterSize) {
    if (minClusterSize < 2) {
      throw new IllegalArgumentException(
          "min-cluster-size must be at least 2, but was " + minClusterSize);
    }
    return CondensedTree.of(linkage, minClusterSize);
  }

  @Override
  public String toString() {
    return "HdbscanModel(" + classes().labels() + ")";
  }
}
