package io.decipher.clustering;

import io.decipher.api.Clusterer;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * HDBSCAN*: classes are the regions of high density that last longest as the density asked for
 * rises; what is in none of them is noise. The number of classes is never given.
 *
 * <p>The way: core distances, then the minimum spanning tree of the mutual-reachability graph, then
 * the single-linkage tree, then the tree condensed to classes of at least {@code minClusterSize}
 * points, of which {@code selection} takes some. The tree is exact, and the same whatever the
 * number of threads: ties are broken by {@link Edges#precedes}. All settings mean what they mean in
 * scikit-learn-contrib/hdbscan 0.8.43, but for the size of the whole set, which is here n when
 * {@code maxClusterSize} is compared with it, and for fewer points than {@code minClusterSize},
 * which are noise even with {@code allowSingleCluster}.
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
 * @param clusterSelectionEpsilonMax classes that part at a larger distance are not kept together as
 *     one class; in the units of the points, 0 or more; none if empty
 * @param maxClusterSize most points that a class taken by excess of mass may have, 1 or more
 * @param allowSingleCluster whether all points may be found to be one class
 * @param metric how far apart two points are
 * @param resolution whether the fewest points that make a class are as given, or found from the
 *     data
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
    implements Clusterer {
  private static final int DEFAULT_SIZE = 5;

  /** How far apart two points are. */
  public enum Metric {
    /** The square root of the sum of squared differences. */
    EUCLIDEAN,
    /** The sum of absolute differences. */
    MANHATTAN,
    /** One less the cosine of the angle between two points; a point at the origin is refused. */
    COSINE
  }

  /** Where the fewest points that make a class come from. */
  public enum Resolution {
    /** {@code minClusterSize} or {@code minClusterShare}, as given. */
    GIVEN,
    /** Found from the data: the size at which classes persist most. */
    PERSISTENCE
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
   *     where nothing is near, O(n² d). At most {@value Neighbourhoods#MOST_POINTS} points.
   */
  @Override
  public HdbscanModel fit(FloatMatrix points, RunContext run) {
    requireMemory(points.rows(), points.columns());
    Points.requireFinite(points, "hdbscan");
    DistinctPoints distinct = DistinctPoints.of(points, metric);
    Edges spanningTree = MinimumSpanningTree.of(distinct, minSamples(points.rows()), run);
    return new HdbscanModel(this, SingleLinkageTree.of(points.rows(), spanningTree));
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
    if (n > Neighbourhoods.MOST_POINTS) {
      throw new DecipherException(
          "hdbscan: found "
              + n
              + " points; expected at most "
              + Neighbourhoods.MOST_POINTS
              + " (take a sample of them)");
    }
    Memory.require("hdbscan: " + n + " x " + d + " points", memory(n, d, minSamples(n)));
  }

  /** Returns the fewest of n points that make a class. */
  int minClusterSize(int n) {
    if (minClusterSize.isPresent()) {
      return minClusterSize.getAsInt();
    }
    return minClusterShare.isPresent()
        ? (int) Math.max(2, Math.round(minClusterShare.getAsDouble() * n))
        : DEFAULT_SIZE;
  }

  private int minSamples(int n) {
    return Math.max(1, Math.min(minSamples.orElse(minClusterSize(n)), n - 1));
  }
}
