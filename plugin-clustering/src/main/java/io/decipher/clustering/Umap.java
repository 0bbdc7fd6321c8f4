package io.decipher.clustering;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.Projector;
import io.decipher.api.RunContext;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Uniform manifold approximation and projection: points that are near stay near.
 *
 * <p>Of McInnes, Healy and Melville (2018): {@code neighbours} is their n (k in algorithm 3) and
 * counts the point itself, {@code minDistance} is min-dist, {@code dimensions} is d. The neighbours
 * are exact. One seed gives the same bytes on any number of threads.
 *
 * @param neighbours nearest points each point is held near to, itself included; at least 2
 * @param dimensions columns of the layout; at least 1
 * @param minDistance how near points may lie, in units of the layout; from 0 to {@code spread}
 * @param spread the distance over which attraction fades, in units of the layout; above 0
 * @param epochs passes over the graph; if empty 200 for more than 10,000 points, else 500
 * @param negativeSamples random points that push for each neighbour that pulls; 0 or more
 * @param learningRate the first epoch's step length, in units of the layout; above 0
 * @param init where points start
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
    Init init)
    implements Projector {

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

  /** Checks the settings. */
  public Umap {
    require(neighbours >= 2, "neighbours must be at least 2", neighbours);
    require(dimensions >= 1, "dimensions must be at least 1", dimensions);
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
  }

  /** Makes one with the other settings at their defaults. */
  public Umap(int neighbours, int dimensions, double minDistance) {
    this(neighbours, dimensions, minDistance, 1, OptionalInt.empty(), 5, 1, Init.SPECTRAL);
  }

  private static void require(boolean met, String expected, Object found) {
    if (!met) {
      throw new IllegalArgumentException(expected + ", but was " + found);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.decipher.api.DecipherException if a value is not finite
   * @implNote O(n² d) time for the neighbours, O(n neighbours epochs negative-samples) for the
   *     layout; O(n (d + neighbours)) memory
   */
  @Override
  public UmapProjection fit(FloatMatrix points, RunContext run) {
    Points.requireFinite(points, "umap");
    int n = points.rows();
    if (n < 2) {
      return new UmapProjection(
          FloatMatrix.wrap(n, dimensions, new float[Math.multiplyExact(n, dimensions)]),
          new int[n],
          1);
    }
    int count = neighbours;
    if (n < neighbours + 1) {
      count = Math.max(2, n - 1);
      run.step(
          new Progress(
              "nearest neighbours",
              0,
              "only " + n + " points: using " + count + " neighbours, not " + neighbours));
    }
    int passes = epochs.orElse(n > LARGE ? EPOCHS_LARGE : EPOCHS);
    NearestNeighbours nearest = NearestNeighbours.of(points, count, run);
    NeighbourGraph all = NeighbourGraph.of(nearest, run);
    NeighbourGraph graph = all.withoutBelow(all.maxWeight() / passes);
    float[] start = start(points, graph, run);
    MembershipCurve curve = MembershipCurve.fit(minDistance, spread);
    float[] places =
        new UmapLayout(graph, start, dimensions, curve, negativeSamples, run.seed("umap/layout"))
            .run(passes, learningRate, run);
    return new UmapProjection(FloatMatrix.wrap(n, dimensions, places), nearest.indices(), count);
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
    FloatMatrix principal = new Pca(kept, false).fit(points, run).points();
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
    int n = points.rows();
    Parallel.run(
        n,
        i -> {
          if (member[i] || run.cancellation().isCancelled()) {
            return;
          }
          float[] self = points.row(i);
          float[] other = new float[self.length];
          double least = Double.POSITIVE_INFINITY;
          int nearest = i;
          for (int j = 0; j < n; j++) {
            if (member[j]) {
              points.copyRows(j, 1, other, 0);
              double squared = 0;
              for (int c = 0; c < self.length; c++) {
                double difference = (double) self[c] - other[c];
                squared += difference * difference;
              }
              if (squared < least) {
                least = squared;
                nearest = j;
              }
            }
          }
          System.arraycopy(start, nearest * dimensions, start, i * dimensions, dimensions);
        });
    run.cancellation().throwIfCancelled();
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
