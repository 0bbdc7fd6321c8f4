// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Loader;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.Projector;
import io.decipher.api.RunContext;
import io.decipher.numerics.GraphProjector;
import io.decipher.numerics.Metric;
import io.decipher.numerics.NearestNeighbours;
import io.decipher.numerics.Points;
import io.decipher.numerics.PrincipalComponents;
import io.decipher.numerics.PrincipalComponents.Solver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Uniform manifold approximation and projection (UMAP): an embedding that keeps near points near.
 *
 * <p>As in McInnes, Healy and Melville (2018): {@code neighbours} is their n (k in algorithm 3) and
 * includes the point itself, {@code minDistance} is min-dist, {@code dimensions} is d. The
 * neighbours are computed by {@link NearestNeighbours#of}, or given. A seed determines the result
 * to the byte, for any number of threads, unless {@code deterministic} is off. Equal points have
 * equal positions.
 *
 * @param neighbours the size of each point's neighbourhood, itself included; at least 2
 * @param dimensions the number of columns of the layout; from 1 to 1,024
 * @param minDistance the minimum distance between points, in units of the layout; from 0 to {@code
 *     spread}
 * @param spread the distance over which attraction fades, in units of the layout; above 0
 * @param epochs the number of passes over the graph; if empty 200 for more than 10,000 points, else
 *     500
 * @param negativeSamples the number of random repelling points per attracting neighbour; from 0 to
 *     100
 * @param learningRate the step length of the first epoch, in units of the layout; above 0 and at
 *     most 100
 * @param init the initial positions
 * @param metric Euclidean or cosine. Cosine uses Euclidean distances between points scaled to unit
 *     length, which order neighbours by angle; points at the origin are rejected
 * @param deterministic whether a seed always gives the same layout; if not, threads race, which is
 *     slightly faster
 * @see <a href="https://arxiv.org/abs/1802.03426">McInnes, Healy, Melville 2018</a>
 */
public record Umap(
    int neighbours,
    int dimensions,
    double minDistance,
    double spread,
    OptionalInt epochs,
    int negativeSamples,
    double learningRate,
    Init init,
    Metric metric,
    boolean deterministic)
    implements Projector, GraphProjector, Loader<UmapProjection> {

  /** The initial positions of points. */
  public enum Init {
    /**
     * The spectral embedding of the neighbour graph; PCA if the graph is not connected or the
     * eigenvectors do not converge.
     */
    SPECTRAL,
    /** The principal components. */
    PCA,
    /** Uniformly distributed in a cube. */
    RANDOM
  }

  /** The number of points copied at a time to search among them. */
  private static final int PORTION = 100_000;

  private static final int LARGE = 10_000;
  private static final int EPOCHS_LARGE = 200;
  private static final int EPOCHS = 500;

  /** The side of the cube of initial positions. */
  private static final double SIDE = 10;

  private static final double NOISE = 1e-4;

  /**
   * A graph that is not connected is initialised from its largest component if that contains this
   * fraction of the points.
   */
  private static final double MAIN_SHARE = 0.95;

  private static final int MOST = 100;

  /** More dimensions serve no purpose, and would exhaust the heap. */
  private static final int MOST_DIMENSIONS = 1024;

  /**
   * Returns a builder with default settings.
   *
   * <pre>{@code
   * FloatMatrix places = Umap.builder().neighbours(30).minDistance(0).build().fit(points, run).points();
   * }</pre>
   */
  public static UmapBuilder builder() {
    return new UmapBuilder();
  }

  /** Checks the settings. */
  public Umap {
    require(neighbours >= 2, "neighbours must be at least 2", neighbours);
    require(dimensions >= 1, "dimensions must be at least 1", dimensions);
    require(
        dimensions <= MOST_DIMENSIONS, "dimensions must be at most " + MOST_DIMENSIONS, dimensions);
    require(spread > 0 && spread < Double.POSITIVE_INFINITY, "spread must be above 0", spread);
    require(
        minDistance >= 0 && minDistance <= spread,
        "min-distance must be in [0, spread = " + spread + "]",
        minDistance);
    epochs.ifPresent(count -> require(count >= 1, "epochs must be at least 1", count));
    require(
        negativeSamples >= 0 && negativeSamples <= MOST,
        "negative-samples must be from 0 to " + MOST,
        negativeSamples);
    require(
        learningRate > 0 && learningRate <= MOST,
        "learning-rate must be above 0 and at most " + MOST,
        learningRate);
    require(
        metric != Metric.MANHATTAN,
        "metric must be euclidean or cosine, for which neighbours can be searched",
        metric.name().toLowerCase(Locale.ROOT));
  }

  /** Creates a UMAP with the other settings at their defaults. */
  public Umap(int neighbours, int dimensions, double minDistance) {
    this(
        neighbours,
        dimensions,
        minDistance,
        1,
        OptionalInt.empty(),
        5,
        1,
        Init.SPECTRAL,
        Metric.EUCLIDEAN,
        true);
  }

  private static void require(boolean met, String expected, Object found) {
    if (!met) {
      throw new IllegalArgumentException(expected + ", but was " + found);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws DecipherException if a value is not finite, or if the metric is cosine and a row is all
   *     zeros
   * @implNote the time of {@link NearestNeighbours#of}, plus O(n neighbours epochs
   *     negative-samples) for the layout; O(n (d + neighbours)) memory
   */
  @Override
  public UmapProjection fit(FloatMatrix points, RunContext run) {
    FloatMatrix compared = compared(points);
    int n = compared.rows();
    return n < 2
        ? alone(compared)
        : laidOut(compared, NearestNeighbours.of(compared, neighbours(n, run), run), run);
  }

  /**
   * Embeds points whose nearest neighbours are known.
   *
   * @param points (n x d), finite
   * @param nearest the neighbours of each point, at least {@code neighbours}; for the cosine
   *     metric, those of the points scaled to unit length
   * @throws DecipherException as {@link #fit(FloatMatrix, RunContext)}
   * @throws IllegalArgumentException if the number of points differs, or there are fewer neighbours
   *     than {@code neighbours} although there are enough points
   */
  public UmapProjection fit(FloatMatrix points, NearestNeighbours nearest, RunContext run) {
    FloatMatrix compared = compared(points);
    int n = compared.rows();
    require(nearest.size() == n, "expected the neighbours of " + n + " points", nearest.size());
    if (n < 2) {
      return alone(compared);
    }
    int count = neighbours(n, run);
    require(
        nearest.count() >= count,
        "expected at least " + count + " neighbours of each point",
        nearest.count());
    return laidOut(compared, nearest.first(count), run);
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@code neighbours} applies only to new points, which are placed by their nearest neighbours.
   *
   * @throws DecipherException as {@link #fit(FloatMatrix, RunContext)}
   * @throws IllegalArgumentException if the number of points differs, or the points have no
   *     neighbours but themselves although there are several points
   */
  @Override
  public UmapProjection layOut(FloatMatrix points, NearestNeighbours graph, RunContext run) {
    FloatMatrix compared = compared(points);
    int n = compared.rows();
    require(graph.size() == n, "expected the neighbours of " + n + " points", graph.size());
    if (n < 2) {
      return alone(compared);
    }
    require(graph.count() >= 2, "expected a neighbour of each point beside itself", graph.count());
    return laidOut(compared, graph, run);
  }

  private UmapProjection alone(FloatMatrix compared) {
    int n = compared.rows();
    float[] places = new float[Math.multiplyExact(n, dimensions)];
    return new UmapProjection(this, compared, FloatMatrix.wrap(n, dimensions, places), null);
  }

  private int neighbours(int n, RunContext run) {
    if (n > neighbours) {
      return neighbours;
    }
    int count = Math.max(2, n - 1);
    String detail = "only " + n + " points: using " + count + " neighbours, not " + neighbours;
    run.step(new Progress("nearest neighbours", 0, detail));
    return count;
  }

  private UmapProjection laidOut(FloatMatrix points, NearestNeighbours nearest, RunContext run) {
    int n = points.rows();
    int passes = epochs(n);
    NeighbourGraph all = NeighbourGraph.of(nearest, run);
    // The lightest edges would never be sampled; but a small number of epochs must not thin out the
    // graph that initialises the layout.
    NeighbourGraph graph = all.withoutBelow(all.maxWeight() / Math.max(passes, EPOCHS_LARGE));
    float[] start = start(points, graph, run);
    MembershipCurve curve = MembershipCurve.fit(minDistance, spread);
    float[] places =
        new UmapLayout(
                graph,
                start,
                dimensions,
                curve,
                negativeSamples,
                deterministic,
                run.seed("umap/layout"))
            .run(passes, learningRate, run);
    gather(points, places);
    return new UmapProjection(this, points, FloatMatrix.wrap(n, dimensions, places), nearest);
  }

  /**
   * A point as a hash key. It refers to the matrix, of which copies of all rows would be another.
   */
  private static final class Row {
    private final FloatMatrix points;
    private final int index;
    private final int hash;

    Row(FloatMatrix points, int index) {
      this.points = points;
      this.index = index;
      int mixed = 1;
      for (int c = 0; c < points.columns(); c++) {
        mixed = 31 * mixed + Float.floatToIntBits(value(c));
      }
      this.hash = mixed;
    }

    private float value(int column) {
      return points.get(index, column) + 0f; // -0 becomes 0
    }

    @Override
    public boolean equals(Object other) {
      if (!(other instanceof Row that) || hash != that.hash) {
        return false;
      }
      for (int c = 0; c < points.columns(); c++) {
        if (value(c) != that.value(c)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /**
   * Moves each point that equals an earlier one to that one's position, where an equal new point
   * would be placed, so equal points coincide for every further use of the layout.
   */
  private void gather(FloatMatrix points, float[] places) {
    Map<Row, Integer> first = new HashMap<>();
    for (int i = 0; i < points.rows(); i++) {
      Integer earlier = first.putIfAbsent(new Row(points, i), i);
      if (earlier != null) {
        System.arraycopy(places, earlier * dimensions, places, i * dimensions, dimensions);
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Dimensions and metric must be those of the fit; the other settings determine how new points
   * are placed.
   *
   * @throws DecipherException if a file is missing, damaged, of another format, or was fitted with
   *     other settings; names the file
   */
  @Override
  public UmapProjection load(Path directory) throws IOException {
    return UmapProjection.restore(this, directory);
  }

  /** Returns the number of epochs for a graph of n points. */
  int epochs(int n) {
    return epochs.orElse(n > LARGE ? EPOCHS_LARGE : EPOCHS);
  }

  /** Returns points whose Euclidean distances represent the metric. */
  FloatMatrix compared(FloatMatrix points) {
    Points.requireFinite(points, "umap");
    return metric == Metric.EUCLIDEAN ? points : Points.toUnitLength(points, "umap");
  }

  private float[] start(FloatMatrix points, NeighbourGraph graph, RunContext run) {
    RandomGenerator random = run.random("umap/start");
    double[] start =
        switch (init) {
          case SPECTRAL -> spectral(points, graph, random, run);
          case PCA -> principal(points, run);
          case RANDOM -> uniform(points.rows(), random);
        };
    return spreadOut(start, random);
  }

  private double[] uniform(int n, RandomGenerator random) {
    double[] start = new double[Math.multiplyExact(n, dimensions)];
    Arrays.setAll(start, at -> random.nextDouble() - 0.5);
    return start;
  }

  private double[] principal(FloatMatrix points, RunContext run) {
    int n = points.rows();
    double[] start = new double[Math.multiplyExact(n, dimensions)];
    if (points.columns() == 0) {
      return start;
    }
    int kept = Math.min(dimensions, Math.min(n, points.columns()));
    FloatMatrix principal =
        PrincipalComponents.of(points, kept, Solver.AUTO, run).project(points, run);
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < kept; c++) {
        start[i * dimensions + c] = principal.get(i, c);
      }
    }
    return start;
  }

  private double[] spectral(
      FloatMatrix points, NeighbourGraph graph, RandomGenerator random, RunContext run) {
    int n = graph.size();
    int[] component = graph.components();
    int[] sizes = new int[Arrays.stream(component).max().orElse(-1) + 1];
    for (int c : component) {
      sizes[c]++;
    }
    int main = 0;
    for (int c = 1; c < sizes.length; c++) {
      main = sizes[c] > sizes[main] ? c : main;
    }
    if (sizes[main] < MAIN_SHARE * n) {
      return principalInstead("the graph is in " + sizes.length + " pieces", points, run);
    }
    boolean[] member = new boolean[n];
    for (int i = 0; i < n; i++) {
      member[i] = component[i] == main;
    }
    var modes = SpectralStart.modes(graph, member, dimensions, random, run);
    if (modes.isEmpty()) {
      return principalInstead("the graph's modes did not converge", points, run);
    }
    return besideNearest(modes.get(), points, member, run);
  }

  private double[] principalInstead(String reason, FloatMatrix points, RunContext run) {
    run.step(new Progress("spectral start", 1, reason + ": starting from PCA"));
    return principal(points, run);
  }

  /** Places points outside the main component at their nearest point of the main component. */
  private double[] besideNearest(
      double[] start, FloatMatrix points, boolean[] member, RunContext run) {
    int[] outside = IntStream.range(0, member.length).filter(i -> !member[i]).toArray();
    if (outside.length == 0) {
      return start;
    }
    int[] inside = IntStream.range(0, member.length).filter(i -> member[i]).toArray();
    RunContext quiet = RunContext.of(run.seed(), ProgressListener.none(), run.cancellation());
    FloatMatrix queries = points.select(outside);
    float[] least = new float[outside.length];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    for (int from = 0; from < inside.length; from += PORTION) {
      int[] some = Arrays.copyOfRange(inside, from, Math.min(inside.length, from + PORTION));
      NearestNeighbours nearest = NearestNeighbours.exact(queries, points.select(some), 1, quiet);
      for (int i = 0; i < outside.length; i++) {
        if (nearest.distance(i, 0) < least[i]) {
          least[i] = nearest.distance(i, 0);
          int beside = some[nearest.index(i, 0)];
          System.arraycopy(start, beside * dimensions, start, outside[i] * dimensions, dimensions);
        }
      }
    }
    return start;
  }

  /**
   * Scales each column to [0, SIDE] after adding a little noise that separates coincident points.
   */
  private float[] spreadOut(double[] start, RandomGenerator random) {
    double largest = 0;
    for (double value : start) {
      largest = Math.max(largest, Math.abs(value));
    }
    double scale = largest > 0 ? SIDE / largest : 0;
    double[] low = new double[dimensions];
    double[] high = new double[dimensions];
    Arrays.fill(low, Double.POSITIVE_INFINITY);
    Arrays.fill(high, Double.NEGATIVE_INFINITY);
    for (int at = 0; at < start.length; at++) {
      int c = at % dimensions;
      start[at] = start[at] * scale + NOISE * 2 * Math.sqrt(3) * (random.nextDouble() - 0.5);
      low[c] = Math.min(low[c], start[at]);
      high[c] = Math.max(high[c], start[at]);
    }
    float[] places = new float[start.length];
    for (int at = 0; at < start.length; at++) {
      int c = at % dimensions;
      double range = high[c] - low[c];
      places[at] = range > 0 ? (float) (SIDE * (start[at] - low[c]) / range) : 0;
    }
    return places;
  }
}
