// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.numerics.Metric;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Builds an {@link Hdbscan} by named settings instead of a constructor with ten arguments.
 *
 * <p>Settings that are not set have the defaults of a configuration. Not thread-safe.
 */
public final class HdbscanBuilder {
  private OptionalInt minClusterSize = OptionalInt.empty();
  private OptionalDouble minClusterShare = OptionalDouble.empty();
  private OptionalInt minSamples = OptionalInt.empty();
  private ClusterSelection selection = ClusterSelection.EXCESS_OF_MASS;
  private double clusterSelectionEpsilon;
  private OptionalDouble clusterSelectionEpsilonMax = OptionalDouble.empty();
  private OptionalInt maxClusterSize = OptionalInt.empty();
  private boolean allowSingleCluster;
  private Metric metric = Metric.EUCLIDEAN;
  private Hdbscan.Resolution resolution = Hdbscan.Resolution.GIVEN;

  HdbscanBuilder() {}

  /**
   * Sets the minimum number of points of a class, 2 or more; takes precedence over the fraction.
   */
  public HdbscanBuilder minClusterSize(int value) {
    minClusterSize = OptionalInt.of(value);
    return this;
  }

  /** Sets the minimum number of points of a class as a fraction of all points, in (0, 0.5]. */
  public HdbscanBuilder minClusterShare(double value) {
    minClusterShare = OptionalDouble.of(value);
    return this;
  }

  /** Sets the rank of the nearest other point whose distance is the core distance, 1 or more. */
  public HdbscanBuilder minSamples(int value) {
    minSamples = OptionalInt.of(value);
    return this;
  }

  /** Sets how classes are selected from the tree. */
  public HdbscanBuilder selection(ClusterSelection value) {
    selection = value;
    return this;
  }

  /** Sets the distance below which clusters that split are not separated; 0 disables it. */
  public HdbscanBuilder clusterSelectionEpsilon(double value) {
    clusterSelectionEpsilon = value;
    return this;
  }

  /** Sets the distance above which a cluster that split from its parent is not selected. */
  public HdbscanBuilder clusterSelectionEpsilonMax(double value) {
    clusterSelectionEpsilonMax = OptionalDouble.of(value);
    return this;
  }

  /** Sets the maximum number of points of a class, 1 or more. */
  public HdbscanBuilder maxClusterSize(int value) {
    maxClusterSize = OptionalInt.of(value);
    return this;
  }

  /** Sets whether all points may form a single class. */
  public HdbscanBuilder allowSingleCluster(boolean value) {
    allowSingleCluster = value;
    return this;
  }

  /** Sets the metric. */
  public HdbscanBuilder metric(Metric value) {
    metric = value;
    return this;
  }

  /** Sets whether the minimum size of a class is as given, or selected from the data. */
  public HdbscanBuilder resolution(Hdbscan.Resolution value) {
    resolution = value;
    return this;
  }

  /**
   * Returns the clusterer.
   *
   * @throws IllegalArgumentException if a setting is out of range; names the setting
   */
  public Hdbscan build() {
    return new Hdbscan(
        minClusterSize,
        minClusterShare,
        minSamples,
        selection,
        clusterSelectionEpsilon,
        clusterSelectionEpsilonMax,
        maxClusterSize,
        allowSingleCluster,
        metric,
        resolution);
  }
}
