// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering;

import io.decipher.clustering.hdbscan.ClusterSelection;
import io.decipher.clustering.hdbscan.Hdbscan;
import io.decipher.clustering.hdbscan.Hdbscan.Resolution;
import io.decipher.numerics.Metric;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Settings to test with. */
public final class Recipes {
  private Recipes() {}

  public static Hdbscan of(
      int minClusterSize, int minSamples, ClusterSelection selection, Metric metric) {
    return new Hdbscan(
        OptionalInt.of(minClusterSize),
        OptionalDouble.empty(),
        OptionalInt.of(minSamples),
        selection,
        0,
        OptionalDouble.empty(),
        OptionalInt.empty(),
        false,
        metric,
        Resolution.GIVEN);
  }

  public static Hdbscan of(Metric metric) {
    return of(10, 5, ClusterSelection.EXCESS_OF_MASS, metric);
  }

  /** Returns settings by which all points may be one class, and the fewest may be a share of n. */
  public static Hdbscan single(OptionalInt minClusterSize, OptionalDouble share) {
    return new Hdbscan(
        minClusterSize,
        share,
        OptionalInt.of(5),
        ClusterSelection.EXCESS_OF_MASS,
        0,
        OptionalDouble.empty(),
        OptionalInt.empty(),
        true,
        Metric.EUCLIDEAN,
        Resolution.GIVEN);
  }
}
