package io.decipher.clustering;

import io.decipher.api.ClusterModel;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Hierarchy;
import io.decipher.api.OutlierScores;

/**
 * What {@link Hdbscan} found. It keeps the single-linkage tree, so that it can be cut at any
 * smallest class size in O(n) time.
 *
 * <p>Classes are numbered by size, largest first, where points have weights by weight; of two of
 * one size the one whose least member by coordinates (by the first, of equal ones by the second,
 * and so on) is less than the other's comes first, or, of a graph, the one with the least member. A
 * strength is the density λ at which a point left its class over the greatest λ of that class: 1
 * for the innermost points.
 */
public final class HdbscanModel implements ClusterModel, Hierarchy, OutlierScores {
  private final Hdbscan settings;
  private final SingleLinkageTree linkage;
  private final FlatClustering clustering;
  private final FloatMatrix outlierScores;

  HdbscanModel(Hdbscan settings, SingleLinkageTree linkage) {
    this.settings = settings;
    this.linkage = linkage;
    int minClusterSize = settings.minClusterSize(linkage.totalWeight());
    CondensedTree tree = CondensedTree.of(linkage, minClusterSize);
    clustering = FlatClustering.of(tree, settings, minClusterSize);
    double[] scores = tree.outlierScores();
    float[] values = new float[scores.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) scores[i];
    }
    outlierScores = FloatMatrix.wrap(values.length, 1, values);
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
    if (minClusterSize < 2) {
      throw new IllegalArgumentException(
          "min-cluster-size must be at least 2, but was " + minClusterSize);
    }
    return FlatClustering.of(CondensedTree.of(linkage, minClusterSize), settings, minClusterSize)
        .classes;
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
   * Returns the weight of the minimum spanning tree of the mutual-reachability graph; of the forest
   * where a graph is in pieces.
   */
  public double totalTreeWeight() {
    return linkage.totalDistance();
  }

  /** Returns the smallest class size that {@link #classes} was cut at. */
  public int minClusterSize() {
    return settings.minClusterSize(linkage.totalWeight());
  }

  @Override
  public String toString() {
    return "HdbscanModel(" + classes().labels() + ")";
  }
}
