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

/** The points that a model was fitted to, with what is needed to place new ones. */
final class FittedPoints {
  /** (n x d), as given. */
  final FloatMatrix points;

  /** The weight of each point, (n); empty if all weigh 1. */
  final double[] weights;

  final Metric metric;

  /** The number of other points within a core distance. */
  final long minSamples;

  /** The core distance of each point, (n). */
  final double[] core;

  /** Created on first use, since many models never need it. */
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
   * Checks that samples are comparable with the points.
   *
   * @throws DecipherException if the number of columns differs, or a value is not finite
   */
  void requireComparable(FloatMatrix samples) {
    if (samples.columns() != points.columns()) {
      throw new DecipherException(
          "hdbscan: the model was fitted to points of "
              + points.columns()
              + " columns, but these samples have "
              + samples.columns()
              + "; use the same features as for the fitted points");
    }
    Points.requireFinite(samples, "hdbscan");
  }

  /** Returns the positions of comparable samples in a condensed tree of the points. */
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
      // One more than for a fitted point, which does not count itself: a sample next to a fitted
      // point then has nearly the same core distance; the hdbscan library does the same.
      search = new PlaceSearch(distinct, ofDistinct(distinct), minSamples + 1);
    }
    return search;
  }

  /**
   * Returns the distances from comparable samples to the nearest exemplar of each class,
   * (classes)(samples).
   *
   * @param exemplars rows of the points, at least one per class, (classes)(exemplars)
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
