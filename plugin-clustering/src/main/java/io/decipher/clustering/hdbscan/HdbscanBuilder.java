// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.numerics.Metric;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Builds {@link Hdbscan} by names, instead of by a constructor of ten arguments.
 *
 * <p>What is not said is as in a configuration. Not thread-safe.
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

  /** Sets the fewest points that make a class, 2 or more; it wins over a share. */
  public HdbscanBuilder minClusterSize(int value) {
    minClusterSize = OptionalInt.of(value);
    return this;
  }

  /** Sets the fewest points that make a class, as a share of all, in (0, 0.5]. */
  public HdbscanBuilder minClusterShare(double value) {
    minClusterShare = OptionalDouble.of(value);
    return this;
  }

  /** Sets to which nearest other point a point's density is told by, 1 or more. */
  public HdbscanBuilder minSamples(int value) {
    minSamples = OptionalInt.of(value);
    return this;
  }

  /** Sets which classes of the tree are taken. */
  public HdbscanBuilder selection(ClusterSelection value) {
    selection = value;
    return this;
  }

  /** Sets the distance below which classes that part stay together; 0 is off. */
  public HdbscanBuilder clusterSelectionEpsilon(double value) {
    clusterSelectionEpsilon = value;
    return this;
  }

  /** Sets the distance above which what parted from the rest is no class. */
  public HdbscanBuilder clusterSelectionEpsilonMax(double value) {
    clusterSelectionEpsilonMax = OptionalDouble.of(value);
    return this;
  }

  /** Sets the most points that a class may have, 1 or more. */
  public HdbscanBuilder maxClusterSize(int value) {
    maxClusterSize = OptionalInt.of(value);
    return this;
  }

  /** Sets whether all points may be found to be one class. */
  public HdbscanBuilder allowSingleCluster(boolean value) {
    allowSingleCluster = value;
    return this;
  }

  /** Sets how far apart two points are. */
  public HdbscanBuilder metric(Metric value) {
    metric = value;
    return this;
  }

  /** Sets whether the fewest points that make a class are as given, or found. */
  public HdbscanBuilder resolution(Hdbscan.Resolution value) {
    resolution = value;
    return this;
  }

  /**
   * Returns it.
   *
   * @throws IllegalArgumentException if a setting is out of range, naming it
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
