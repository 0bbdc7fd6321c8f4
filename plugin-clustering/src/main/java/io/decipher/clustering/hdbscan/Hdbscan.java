// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.Clusterer;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Loader;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.WeightedClusterer;
import io.decipher.clustering.internal.common.Memory;
import io.decipher.clustering.internal.mst.CoreDistances;
import io.decipher.clustering.internal.mst.DistinctPoints;
import io.decipher.clustering.internal.mst.KdTree;
import io.decipher.clustering.internal.mst.Leaves;
import io.decipher.clustering.internal.mst.MergeOrder;
import io.decipher.clustering.internal.mst.MinimumSpanningTree;
import io.decipher.clustering.internal.mst.SingleLinkageTree;
import io.decipher.numerics.Metric;
import io.decipher.numerics.Points;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * HDBSCAN*: classes are the regions of high density that persist longest as the density threshold
 * rises; points outside them are noise. The number of classes is not given.
 *
 * <p>The steps are: core distances, the minimum spanning tree of the mutual-reachability graph, the
 * single-linkage tree, and the condensed tree of clusters of at least {@code minClusterSize}
 * points, from which {@code selection} selects classes. The tree is exact, and the classes depend
 * neither on the number of threads nor on the order of rows: {@link MergeOrder} breaks ties. All
 * settings have the same meaning as in scikit-learn-contrib/hdbscan 0.8.43, with two exceptions:
 * the size of the root that is compared with {@code maxClusterSize} is n, and fewer points than
 * {@code minClusterSize} are noise even with {@code allowSingleCluster}.
 *
 * <p>Symbols: {@code minSamples} is m_pts of Campello et al. (2013), but counts <em>other</em>
 * points; {@code minClusterSize} is their m_clSize; a density λ is the reciprocal of a distance.
 *
 * @param minClusterSize the minimum number of points of a class, 2 or more; takes precedence over
 *     {@code minClusterShare}. If neither is given, {@value #DEFAULT_SIZE}
 * @param minClusterShare the minimum number of points of a class as a fraction of n, in (0, 0.5];
 *     at least 2 points
 * @param minSamples the core distance of a point is the distance to its {@code minSamples}-th
 *     nearest other point; 1 or more, at most n - 1; by default the minimum number of points of a
 *     class
 * @param selection how classes are selected from the condensed tree
 * @param clusterSelectionEpsilon clusters that split at a smaller distance are not separated; in
 *     the units of the points, 0 disables it
 * @param clusterSelectionEpsilonMax a cluster that split from its parent at a larger distance is
 *     not selected by excess of mass, but its descendants may be; in the units of the points, 0 or
 *     more; no limit if empty
 * @param maxClusterSize the maximum number of points of a class selected by excess of mass, 1 or
 *     more
 * @param allowSingleCluster whether all points may form a single class
 * @param metric the metric of the distances between points
 * @param resolution whether the minimum size of a class is as given, or is selected from the data,
 *     with the given one as lower bound
 * @see <a href="https://doi.org/10.1007/978-3-642-37456-2_14">Campello, Moulavi, Sander 2013</a>
 * @see <a href="https://doi.org/10.1145/2733381">Campello, Moulavi, Zimek, Sander 2015</a>
 * @see <a href="https://doi.org/10.1109/ICDMW.2017.12">McInnes, Healy 2017</a>
 */
public record Hdbscan(
    OptionalInt minClusterSize,
    OptionalDouble minClusterShare,
    OptionalInt minSamples,
    ClusterSelection selection,
    double clusterSelectionEpsilon,
    OptionalDouble clusterSelectionEpsilonMax,
    OptionalInt maxClusterSize,
    boolean allowSingleCluster,
    Metric metric,
    Resolution resolution)
    implements Clusterer, WeightedClusterer, Loader<HdbscanModel> {
  private static final int DEFAULT_SIZE = 5;

  /** How the minimum size of a class is determined. */
  public enum Resolution {
    /** {@code minClusterSize} or {@code minClusterShare}, as given. */
    GIVEN,
    /**
     * The size of greatest total persistence (PLSCAN), at least {@code minClusterSize} or {@code
     * minClusterShare}; {@code selection} then applies as for a given size.
     *
     * @see <a href="https://arxiv.org/abs/2512.16558">Bot, McInnes, Aerts 2025</a>
     */
    PERSISTENCE,
    /**
     * The start of the range of sizes, longest as a ratio, over which the number of classes chosen
     * by {@code selection} stays constant; at least {@code minClusterSize} or {@code
     * minClusterShare}. It finds small classes beside large ones, which total persistence
     * sacrifices.
     */
    PLATEAU
  }

  /**
   * Returns a builder with default settings.
   *
   * <pre>{@code
   * HdbscanModel model = Hdbscan.builder().minClusterSize(20).minSamples(5).build().fit(points, run);
   * }</pre>
   */
  public static HdbscanBuilder builder() {
    return new HdbscanBuilder();
  }

  /** Checks the settings. */
  public Hdbscan {
    if (minClusterSize.orElse(2) < 2) {
      throw new IllegalArgumentException(
          "min-cluster-size must be at least 2, but was " + minClusterSize.getAsInt());
    }
    double share = minClusterShare.orElse(0.5);
    if (!(share > 0 && share <= 0.5)) {
      throw new IllegalArgumentException(
          "min-cluster-share must be above 0 and at most 0.5, but was " + share);
    }
    if (minSamples.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "min-samples must be at least 1, but was " + minSamples.getAsInt());
    }
    if (!(clusterSelectionEpsilon >= 0 && clusterSelectionEpsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "cluster-selection-epsilon must be 0 or a positive distance, but was "
              + clusterSelectionEpsilon);
    }
    if (!(clusterSelectionEpsilonMax.orElse(0) >= 0)) {
      throw new IllegalArgumentException(
          "cluster-selection-epsilon-max must be 0 or a positive distance, but was "
              + clusterSelectionEpsilonMax.getAsDouble());
    }
    if (maxClusterSize.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "max-cluster-size must be at least 1, but was " + maxClusterSize.getAsInt());
    }
  }

  /**
   * Creates HDBSCAN* with excess of mass and Euclidean distances.
   *
   * @param minClusterSize the minimum number of points of a class, 2 or more
   * @param minSamples the rank of the nearest other point whose distance is the core distance, 1 or
   *     more
   */
  public Hdbscan(int minClusterSize, int minSamples) {
    this(
        OptionalInt.of(minClusterSize),
        OptionalDouble.empty(),
        OptionalInt.of(minSamples),
        ClusterSelection.EXCESS_OF_MASS,
        0,
        OptionalDouble.empty(),
        OptionalInt.empty(),
        false,
        Metric.EUCLIDEAN,
        Resolution.GIVEN);
  }

  /**
   * Returns the classes found.
   *
   * @param points (n x d), finite
   * @throws DecipherException if a value is not finite, with its row and column, or if less memory
   *     is available than {@link #memory} requires
   * @implNote O(n) memory besides the points. About O(n log n) time in few dimensions; O(n² d) in
   *     many, where neighbours are not close. At most {@value CoreDistances#MOST_POINTS} points.
   */
  @Override
  public HdbscanModel fit(FloatMatrix points, RunContext run) {
    requireMemory(points.rows(), points.columns());
    Points.requireFinite(points, "hdbscan");
    return fit(points, new double[0], minSamples(points.rows()), run);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The metric and {@code minSamples} must be those of the fit; all other settings determine how
   * classes are selected from the loaded tree.
   *
   * @throws io.decipher.api.DecipherException if a file is missing, damaged, of another format, or
   *     was fitted with other settings; names the file
   */
  @Override
  public HdbscanModel load(Path directory) throws IOException {
    return HdbscanFiles.read(directory, this);
  }

  /**
   * Returns the classes of weighted points. A point of weight w is equivalent to w equal points in
   * core distances, class sizes and stability, while the result has one label per row. Fractions
   * refer to the total weight.
   *
   * @param points (n x d), finite
   * @param weights (n), finite and above 0; need not be integers
   * @throws io.decipher.api.DecipherException if a value is not finite, or a weight not finite and
   *     positive, with its row
   * @implNote as without weights, except that the search also stores weights and visits as many
   *     points as weigh {@code minSamples} together
   */
  @Override
  public HdbscanModel fit(FloatMatrix points, double[] weights, RunContext run) {
    requireMemory(points.rows(), points.columns());
    Points.requireFinite(points, "hdbscan");
    Points.requireWeights(points, weights, "hdbscan");
    return fit(points, weights.clone(), minSamples(weights), run);
  }

  private HdbscanModel fit(FloatMatrix points, double[] weights, long atLeast, RunContext run) {
    DistinctPoints distinct = DistinctPoints.of(points, metric, weights);
    MinimumSpanningTree tree = MinimumSpanningTree.of(distinct, atLeast, run);
    Leaves leaves = Leaves.of(distinct, tree.core);
    return new HdbscanModel(
        this,
        linkage(leaves, tree),
        new FittedPoints(points, weights, metric, atLeast, leaves.core));
  }

  /**
   * Returns the classes of the points of a graph; {@code metric} is ignored. The core distance of a
   * point is the distance to its {@code minSamples}-th nearest neighbour in the graph; a point with
   * fewer neighbours is noise. Connected components of the graph split at density 0, so points of
   * different components never share a class. Remaining ties are broken by the points' indices.
   *
   * <p>For the complete graph the result equals that of {@link #fit(FloatMatrix, RunContext)} with
   * the same distances.
   *
   * @implNote O(n + m log m) time, O(n + m) memory for m edges
   */
  public HdbscanModel fit(DistanceGraph graph, RunContext run) {
    run.cancellation().throwIfCancelled();
    run.step(new Progress("spanning tree", 0, ""));
    MinimumSpanningTree tree = graph.spanningTree(minSamples(graph.points()));
    run.step(new Progress("spanning tree", 1, ""));
    return new HdbscanModel(this, linkage(Leaves.of(tree.core), tree), null);
  }

  /**
   * Returns the classes of points with a known minimum spanning forest in mutual reachability, to
   * which {@code metric} and {@code minSamples} have already been applied. Components of the forest
   * split at density 0.
   *
   * @implNote O(n log n) time, O(n) memory
   */
  public HdbscanModel fit(SpanningForest forest, RunContext run) {
    run.cancellation().throwIfCancelled();
    MinimumSpanningTree tree = forest.tree();
    return new HdbscanModel(this, linkage(Leaves.of(tree.core), tree), null);
  }

  private static SingleLinkageTree linkage(Leaves leaves, MinimumSpanningTree tree) {
    return SingleLinkageTree.of(leaves, MergeOrder.of(tree.edges, leaves.weight));
  }

  /**
   * Returns the approximate peak heap memory of a fit in bytes, in addition to the points. The peak
   * occurs during construction of the spanning tree, with coordinates, k-d tree, neighbours and
   * edges in memory.
   *
   * @param n the number of points
   * @param d the number of dimensions
   * @param minSamples the length of a neighbour list, of which there is one per core
   */
  public static long memory(int n, int d, int minSamples) {
    long cores = Runtime.getRuntime().availableProcessors();
    return n * (340L + 18L * d) + cores * KdTree.LEAF * (12L * minSamples + 8L * d);
  }

  private void requireMemory(int n, int d) {
    if (n > CoreDistances.MOST_POINTS) {
      throw new DecipherException(
          "hdbscan: found "
              + n
              + " points; expected at most "
              + CoreDistances.MOST_POINTS
              + " (take a sample of them)");
    }
    Memory.require("hdbscan: " + n + " x " + d + " points", memory(n, d, minSamples(n)));
  }

  /** Returns the minimum number of points of a class, given the total weight of the points. */
  long minClusterSize(double total) {
    if (minClusterSize.isPresent()) {
      return minClusterSize.getAsInt();
    }
    return minClusterShare.isPresent()
        ? Math.max(
            2, Math.round(Math.min(SingleLinkageTree.MOST, minClusterShare.getAsDouble() * total)))
        : DEFAULT_SIZE;
  }

  /** Returns the number of other points, of n points, within a core distance. */
  public int minSamples(int n) {
    long samples = minSamples.isPresent() ? minSamples.getAsInt() : minClusterSize(n);
    return (int) Math.max(1, Math.min(samples, n - 1));
  }

  /** Returns the weight of the other points within a core distance. */
  long minSamples(double[] weights) {
    return minSamples.isPresent()
        ? minSamples.getAsInt()
        : minClusterSize(Arrays.stream(weights).sorted().sum());
  }
}
