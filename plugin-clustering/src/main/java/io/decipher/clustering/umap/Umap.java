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
 * Uniform manifold approximation and projection: points that are near stay near.
 *
 * <p>Of McInnes, Healy and Melville (2018): {@code neighbours} is their n (k in algorithm 3) and
 * counts the point itself, {@code minDistance} is min-dist, {@code dimensions} is d. The neighbours
 * are those of {@link NearestNeighbours#of}, or given. One seed gives the same bytes on any number
 * of threads, unless it is told not to. Equal points come to one place.
 *
 * @param neighbours nearest points each point is held near to, itself included; at least 2
 * @param dimensions columns of the layout; from 1 to 1,024
 * @param minDistance how near points may lie, in units of the layout; from 0 to {@code spread}
 * @param spread the distance over which attraction fades, in units of the layout; above 0
 * @param epochs passes over the graph; if empty 200 for more than 10,000 points, else 500
 * @param negativeSamples random points that push for each neighbour that pulls; 0 or more
 * @param learningRate the first epoch's step length, in units of the layout; above 0
 * @param init where points start
 * @param metric Euclidean; or cosine, which is the Euclidean one between the points scaled to unit
 *     length, and puts others in the order of the angles to them: a point at the origin is refused
 * @param deterministic whether one seed always gives the same layout; if not, threads race, and it
 *     comes a little sooner
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

  /** Where points start. */
  public enum Init {
    /**
     * The slowest modes of the neighbour graph; by PCA where the graph falls into pieces or the
     * modes are not found.
     */
    SPECTRAL,
    /** The directions of largest variance. */
    PCA,
    /** Uniform in a cube. */
    RANDOM
  }

  private static final int LARGE = 10_000;
  private static final int EPOCHS_LARGE = 200;
  private static final int EPOCHS = 500;

  /** The side of the cube that points start in. */
  private static final double SIDE = 10;

  private static final double NOISE = 1e-4;

  /** What is in pieces starts from its largest piece if that holds this share of the points. */
  private static final double MAIN_SHARE = 0.95;

  private static final int MOST = 100;

  /** More do not lay anything out, and would only fill the heap. */
  private static final int MOST_DIMENSIONS = 1024;

  /**
   * Returns a builder whose settings are the usual ones.
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
        "metric must be euclidean or cosine, the ones that neighbours are sought by",
        metric.name().toLowerCase(Locale.ROOT));
  }

  /** Makes one with the other settings at their defaults. */
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
   * @throws DecipherException if a value is not finite, or if the metric is cosine and a row all
   *     zeros
   * @implNote the time of {@link NearestNeighbours#of}, and O(n neighbours epochs negative-samples)
   *     for the layout; O(n (d + neighbours)) memory
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
   * Lays points out whose neighbours are known.
   *
   * @param points (n x d), finite
   * @param nearest the neighbours of each among them, {@code neighbours} or more; if the metric is
   *     cosine, those of the points scaled to unit length
   * @throws DecipherException as {@link #fit(FloatMatrix, RunContext)}
   * @throws IllegalArgumentException if there are neighbours of another number of points, or fewer
   *     neighbours than {@code neighbours}, where there are as many points
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
   * <p>{@code neighbours} has no say but for new points, which are placed by their nearest.
   *
   * @throws DecipherException as {@link #fit(FloatMatrix, RunContext)}
   * @throws IllegalArgumentException if there are neighbours of another number of points, or none
   *     but each point itself, where there are several points
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
    // The lightest are never drawn; but few passes must not cut the graph that points start by.
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

  /** A point as a key. A FloatBuffer's hash is made of its values' whole parts, mostly 0 here. */
  private static final class Row {
    private final float[] values;
    private final int hash;

    Row(float[] values) {
      this.values = values;
      this.hash = Arrays.hashCode(values);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Row that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /**
   * Puts each point that equals an earlier one where that one is, as a new point equal to it would
   * be: what is equal is then one for all that is done with the layout.
   */
  private void gather(FloatMatrix points, float[] places) {
    Map<Row, Integer> first = new HashMap<>();
    for (int i = 0; i < points.rows(); i++) {
      float[] row = points.row(i);
      for (int j = 0; j < row.length; j++) {
        row[j] += 0f; // -0 becomes 0
      }
      Integer earlier = first.putIfAbsent(new Row(row), i);
      if (earlier != null) {
        System.arraycopy(places, earlier * dimensions, places, i * dimensions, dimensions);
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Dimensions and metric must be those of the fit; by the other settings new points are placed.
   *
   * @throws DecipherException naming the file that is missing, damaged, of another format, or
   *     fitted by other settings than these
   */
  @Override
  public UmapProjection load(Path directory) throws IOException {
    return UmapProjection.restore(this, directory);
  }

  /** Returns the passes over a graph of n points. */
  int epochs(int n) {
    return epochs.orElse(n > LARGE ? EPOCHS_LARGE : EPOCHS);
  }

  /** Returns the points whose Euclidean distances tell how far apart the given ones are. */
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

  /** Puts what is not in the main piece where its nearest point of the main piece is. */
  private double[] besideNearest(
      double[] start, FloatMatrix points, boolean[] member, RunContext run) {
    int[] outside = IntStream.range(0, member.length).filter(i -> !member[i]).toArray();
    if (outside.length == 0) {
      return start;
    }
    int[] inside = IntStream.range(0, member.length).filter(i -> member[i]).toArray();
    RunContext quiet = RunContext.of(run.seed(), ProgressListener.none(), run.cancellation());
    NearestNeighbours nearest =
        NearestNeighbours.exact(points.select(outside), points.select(inside), 1, quiet);
    for (int i = 0; i < outside.length; i++) {
      int beside = inside[nearest.index(i, 0)];
      System.arraycopy(start, beside * dimensions, start, outside[i] * dimensions, dimensions);
    }
    return start;
  }

  /** Scales each column to [0, SIDE], after a little noise that parts what lies at one place. */
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
