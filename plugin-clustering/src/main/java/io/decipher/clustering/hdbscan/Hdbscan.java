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
 * HDBSCAN*: classes are the regions of high density that last longest as the density asked for
 * rises; what is in none of them is noise. The number of classes is never given.
 *
 * <p>The way: core distances, then the minimum spanning tree of the mutual-reachability graph, then
 * the single-linkage tree, then the tree condensed to classes of at least {@code minClusterSize}
 * points, of which {@code selection} takes some. The tree is exact, and the classes are the same
 * whatever the number of threads and the order of rows: {@link MergeOrder} breaks ties. All
 * settings mean what they mean in scikit-learn-contrib/hdbscan 0.8.43, but for the size of the
 * whole set, which is here n when {@code maxClusterSize} is compared with it, and for fewer points
 * than {@code minClusterSize}, which are noise even with {@code allowSingleCluster}.
 *
 * <p>Symbols: {@code minSamples} is m_pts of Campello et al. (2013), counting <em>other</em>
 * points; {@code minClusterSize} is their m_clSize; a density λ is one over a distance.
 *
 * @param minClusterSize fewest points that make a class, 2 or more; wins over {@code
 *     minClusterShare}. If neither is given, {@value #DEFAULT_SIZE}
 * @param minClusterShare fewest points that make a class, as a share of n, in (0, 0.5]; at least 2
 *     points
 * @param minSamples the core distance of a point is that to its {@code minSamples}-th nearest other
 *     point, 1 or more, at most n - 1; by default the fewest points that make a class
 * @param selection which classes of the condensed tree are taken
 * @param clusterSelectionEpsilon classes that part at a smaller distance are kept together; in the
 *     units of the points, 0 is off
 * @param clusterSelectionEpsilonMax a cluster that parted from the rest at a larger distance is no
 *     class by excess of mass, but what it parts into may be; in the units of the points, 0 or
 *     more; no limit if empty
 * @param maxClusterSize most points that a class taken by excess of mass may have, 1 or more
 * @param allowSingleCluster whether all points may be found to be one class
 * @param metric how far apart two points are
 * @param resolution whether the fewest points that make a class are as given, or the least that is
 *     looked at to find them from the data
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

  /** Where the fewest points that make a class come from. */
  public enum Resolution {
    /** {@code minClusterSize} or {@code minClusterShare}, as given. */
    GIVEN,
    /**
     * The size of greatest total persistence (PLSCAN), at least {@code minClusterSize} or {@code
     * minClusterShare}; {@code selection} then takes classes as at a size given.
     *
     * @see <a href="https://arxiv.org/abs/2512.16558">Bot, McInnes, Aerts 2025</a>
     */
    PERSISTENCE,
    /**
     * The size from which on the number of classes that {@code selection} takes stays the same for
     * longest, as a ratio of sizes; at least {@code minClusterSize} or {@code minClusterShare}. It
     * finds small classes beside large ones, which persistence gives up for the large ones' sake.
     */
    PLATEAU
  }

  /**
   * Returns a builder whose settings are the usual ones.
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
   * HDBSCAN* by excess of mass with Euclidean distances.
   *
   * @param minClusterSize fewest points that make a class, 2 or more
   * @param minSamples the point of which rank, among a point's nearest others, tells its density; 1
   *     or more
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
   * @throws DecipherException if a value is not finite, naming its row and column, or if there is
   *     less memory left than {@link #memory} says
   * @implNote O(n) memory beside the points. About O(n log n) time in few dimensions; in many,
   *     where nothing is near, O(n² d). At most {@value CoreDistances#MOST_POINTS} points.
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
   * <p>Metric and {@code minSamples} must be what was fitted; by all other settings the saved tree
   * is cut.
   *
   * @throws io.decipher.api.DecipherException naming the file that is missing, damaged, of another
   *     format, or fitted by other settings than these
   */
  @Override
  public HdbscanModel load(Path directory) throws IOException {
    return HdbscanFiles.read(directory, this);
  }

  /**
   * Returns the classes of points that count more than once, or less. A point of weight w counts as
   * w equal points, in core distances, in the sizes of classes, and in how long those last; the
   * result has one label a row all the same. Shares are of the total weight.
   *
   * @param points (n x d), finite
   * @param weights (n), finite and above 0; they need not be whole
   * @throws io.decipher.api.DecipherException if a value or a weight is not so, naming its row
   * @implNote as without weights, but for a search that keeps weights beside distances, and looks
   *     at as many points as weigh {@code minSamples} together
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
   * Returns the classes of the points of a graph; {@code metric} has no say. A core distance is
   * that to the {@code minSamples}-th nearest of a point's neighbours in the graph; a point that
   * has fewer is noise. Pieces of the graph that no edge joins part from each other at density 0,
   * so none of them is ever in one class with another. Ties that nothing else breaks are broken by
   * the points' indices.
   *
   * <p>Where all pairs have an edge, this is what {@link #fit(FloatMatrix, RunContext)} finds by
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
   * Returns the classes of points whose spanning forest in mutual reachability is known already;
   * {@code metric} and {@code minSamples} have had their say in it. Pieces of the forest part from
   * each other at density 0.
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
   * Returns about how many bytes a fit takes of the heap at its peak, beside the points: while the
   * spanning tree is built, of the coordinates and their tree, of neighbours and of edges.
   *
   * @param n the number of points
   * @param d the number of dimensions
   * @param minSamples of which there are lists on each core
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

  /** Returns the fewest points that make a class, where all together weigh as much as given. */
  long minClusterSize(double total) {
    if (minClusterSize.isPresent()) {
      return minClusterSize.getAsInt();
    }
    return minClusterShare.isPresent()
        ? Math.max(
            2, Math.round(Math.min(SingleLinkageTree.MOST, minClusterShare.getAsDouble() * total)))
        : DEFAULT_SIZE;
  }

  /** Returns how many other of n points are within a core distance. */
  public int minSamples(int n) {
    long samples = minSamples.isPresent() ? minSamples.getAsInt() : minClusterSize(n);
    return (int) Math.max(1, Math.min(samples, n - 1));
  }

  /** Returns what other points weigh within a core distance. */
  long minSamples(double[] weights) {
    return minSamples.isPresent()
        ? minSamples.getAsInt()
        : minClusterSize(Arrays.stream(weights).sorted().sum());
  }
}
