package io.decipher.clustering;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.Hdbscan.Metric;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The points that a model was fitted to: what it takes to tell where others would be. */
final class FittedPoints {
  /** (n x d), as they were given. */
  final FloatMatrix points;

  final Metric metric;

  /** How many other points are within a core distance. */
  final int minSamples;

  /** The core distance of each point, (n). */
  final double[] core;

  /** Made when it is first asked for, since many models never are. */
  private @Nullable PlaceSearch search;

  FittedPoints(FloatMatrix points, Metric metric, int minSamples, double[] core) {
    this.points = points;
    this.metric = metric;
    this.minSamples = minSamples;
    this.core = core;
  }

  /**
   * Returns points that were fitted.
   *
   * @param distinct the same points, each once
   * @param core the core distance of each distinct point, (count)
   */
  static FittedPoints of(
      FloatMatrix points, DistinctPoints distinct, Metric metric, int minSamples, double[] core) {
    double[] ofRows = new double[points.rows()];
    Arrays.setAll(ofRows, row -> core[distinct.distinctOf[row]]);
    return new FittedPoints(points, metric, minSamples, ofRows);
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
    double[] places = DistinctPoints.rows(samples);
    return Departures.of(tree, search().leastEdges(places, samples.rows(), stage, 0, share, run));
  }

  private synchronized PlaceSearch search() {
    if (search == null) {
      DistinctPoints distinct = DistinctPoints.of(points, metric);
      double[] ofDistinct = new double[distinct.count];
      for (int row = 0; row < core.length; row++) {
        ofDistinct[distinct.distinctOf[row]] = core[row];
      }
      // With one more than for a point fitted, which does not count itself, a sample beside one has
      // nearly its core distance; so does the hdbscan library.
      search = new PlaceSearch(distinct, ofDistinct, Math.min(minSamples + 1, core.length));
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
    double[] places = DistinctPoints.rows(samples);
    double[][] distances = new double[exemplars.length][];
    double share = (1 - done) / exemplars.length;
    for (int j = 0; j < exemplars.length; j++) {
      DistinctPoints ofClass = DistinctPoints.of(points.select(exemplars[j]), metric);
      PlaceSearch nearest = new PlaceSearch(ofClass, new double[ofClass.count], 1);
      distances[j] =
          nearest.leastEdges(places, samples.rows(), stage, done + j * share, share, run).length;
    }
    return distances;
  }
}
