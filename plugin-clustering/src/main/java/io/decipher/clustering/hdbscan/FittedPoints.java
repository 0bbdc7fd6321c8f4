// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.internal.mst.DistinctPoints;
import io.decipher.clustering.internal.mst.Leaves;
import io.decipher.clustering.internal.mst.PlaceSearch;
import io.decipher.numerics.Metric;
import io.decipher.numerics.Points;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The points that a model was fitted to: what it takes to tell where others would be. */
final class FittedPoints {
  /** (n x d), as they were given. */
  final FloatMatrix points;

  /** What each weighs, (n); empty where each weighs 1. */
  final double[] weights;

  final Metric metric;

  /** How many other points are within a core distance. */
  final long minSamples;

  /** The core distance of each point, (n). */
  final double[] core;

  /** Made when it is first asked for, since many models never are. */
  private @Nullable PlaceSearch search;

  FittedPoints(
      FloatMatrix points, double[] weights, Metric metric, long minSamples, double[] core) {
    this.points = points;
    this.weights = weights;
    this.metric = metric;
    this.minSamples = minSamples;
    this.core = core;
  }

  /**
   * Refuses what cannot be compared with the points.
   *
   * @throws DecipherException if the samples are not of as many columns, or not finite
   */
  void requireComparable(FloatMatrix samples) {
    if (samples.columns() != points.columns()) {
      throw new DecipherException(
          "hdbscan: the model was fitted to points of "
              + points.columns()
              + " columns, but these samples have "
              + samples.columns()
              + "; give them the features that the points had");
    }
    Points.requireFinite(samples, "hdbscan");
  }

  /** Returns where comparable samples would be in a condensed tree of the points. */
  Departures departures(
      CondensedTree tree, FloatMatrix samples, String stage, double share, RunContext run) {
    if (points.rows() == 0) {
      return Departures.none(samples.rows());
    }
    double[] places = DistinctPoints.rows(samples, metric);
    return Departures.of(tree, search().leastEdges(places, samples.rows(), stage, 0, share, run));
  }

  private DistinctPoints distinct() {
    return DistinctPoints.of(points, metric, weights);
  }

  private double[] ofDistinct(DistinctPoints distinct) {
    double[] ofDistinct = new double[distinct.count];
    Arrays.setAll(ofDistinct, i -> core[distinct.firstRow[i]]);
    return ofDistinct;
  }

  /** Returns the points as the leaves of a dendrogram. */
  Leaves leaves() {
    DistinctPoints distinct = distinct();
    return Leaves.of(distinct, ofDistinct(distinct));
  }

  private synchronized PlaceSearch search() {
    if (search == null) {
      DistinctPoints distinct = distinct();
      // With one more than for a point fitted, which does not count itself, a sample beside one has
      // nearly its core distance; so does the hdbscan library.
      search = new PlaceSearch(distinct, ofDistinct(distinct), minSamples + 1);
    }
    return search;
  }

  /**
   * Returns the distances from comparable samples to the nearest of each class's exemplars,
   * (classes)(samples).
   *
   * @param exemplars rows of the points, at least one a class, (classes)(exemplars)
   */
  double[][] distances(
      int[][] exemplars, FloatMatrix samples, String stage, double done, RunContext run) {
    double[] places = DistinctPoints.rows(samples, metric);
    double[][] distances = new double[exemplars.length][];
    double share = exemplars.length == 0 ? 0 : (1 - done) / exemplars.length;
    for (int j = 0; j < exemplars.length; j++) {
      DistinctPoints ofClass = DistinctPoints.of(points.select(exemplars[j]), metric);
      PlaceSearch nearest = new PlaceSearch(ofClass, new double[ofClass.count], 1);
      distances[j] =
          nearest.leastEdges(places, samples.rows(), stage, done + j * share, share, run).length;
    }
    return distances;
  }
}
