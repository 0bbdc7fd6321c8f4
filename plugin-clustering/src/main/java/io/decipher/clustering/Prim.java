package io.decipher.clustering;

import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Prim's algorithm on the complete graph, of which no edge is stored.
 *
 * @implNote O(n² d) time, O(n d) memory
 * @see <a href="https://doi.org/10.1002/j.1538-7305.1957.tb01515.x">Prim 1957</a>
 */
final class Prim {
  private static final int RUN = 1024;

  /** Coordinates a step must touch to be worth handing to other threads. */
  private static final int PARALLEL = 1 << 17;

  private final DistinctPoints points;
  private final double[] core;

  /** The points not yet in the tree, and their coordinates, column-major. */
  private final int[] outside;

  private final double[] columns;
  private int left;

  /** The least edge from each point outside, by place in {@link #outside}, to the tree. */
  private final double[] weight;

  private final double[] length;
  private final int[] nearest;

  /** The least of each run's edges, by place in {@link #outside}. */
  private final int[] leastOfRun;

  private Prim(DistinctPoints points, double[] core) {
    this.points = points;
    this.core = core;
    left = points.count;
    outside = new int[left];
    for (int i = 0; i < left; i++) {
      outside[i] = i;
    }
    columns = points.columns();
    weight = new double[left];
    length = new double[left];
    nearest = new int[left];
    Arrays.fill(weight, Double.POSITIVE_INFINITY);
    leastOfRun = new int[(left + RUN - 1) / RUN];
  }

  /** Returns the edges, between distinct points, in no order; weights and lengths are reduced. */
  static Edges span(DistinctPoints points, double[] core, RunContext run) {
    return points.count < 2 ? new Edges(0) : new Prim(points, core).span(run);
  }

  private Edges span(RunContext run) {
    Edges edges = new Edges(points.count - 1);
    double[] added = new double[points.dimensions];
    double[][] distances = new double[leastOfRun.length][];
    int place = 0;
    while (left > 1) {
      run.cancellation().throwIfCancelled();
      if (edges.count % 64 == 0) {
        // The edges left shrink as the square of the points left.
        double share = (double) left / points.count;
        run.step(new Progress("spanning tree", 1 - share * share, ""));
      }
      int newest = outside[place];
      System.arraycopy(points.coordinates, newest * points.dimensions, added, 0, points.dimensions);
      remove(place);
      int runs = (left + RUN - 1) / RUN;
      if ((long) left * points.dimensions >= PARALLEL) {
        IntStream.range(0, runs).parallel().forEach(i -> relax(i, newest, added, distances));
      } else {
        for (int i = 0; i < runs; i++) {
          relax(i, newest, added, distances);
        }
      }
      place = leastOfRun[0];
      for (int i = 1; i < runs; i++) {
        place = precedes(leastOfRun[i], place) ? leastOfRun[i] : place;
      }
      edges.add(nearest[place], outside[place], weight[place], length[place]);
    }
    return edges;
  }

  private void remove(int place) {
    left--;
    outside[place] = outside[left];
    weight[place] = weight[left];
    length[place] = length[left];
    nearest[place] = nearest[left];
    for (int k = 0; k < points.dimensions; k++) {
      columns[k * points.count + place] = columns[k * points.count + left];
    }
  }

  /** Offers the edges from the newest point to one run of the points outside. */
  private void relax(int number, int newest, double[] added, double[][] buffers) {
    if (buffers[number] == null) {
      buffers[number] = new double[RUN];
    }
    double[] distances = buffers[number];
    int from = number * RUN;
    int to = Math.min(left, from + RUN);
    points.distances(columns, points.count, added, from, to - from, distances);
    int least = from;
    for (int i = from; i < to; i++) {
      double distance = distances[i - from];
      double offered = Math.max(distance, Math.max(core[newest], core[outside[i]]));
      if (offered <= weight[i]
          && Edges.precedes(
              offered,
              distance,
              newest,
              outside[i],
              weight[i],
              length[i],
              nearest[i],
              outside[i])) {
        weight[i] = offered;
        length[i] = distance;
        nearest[i] = newest;
      }
      least = precedes(i, least) ? i : least;
    }
    leastOfRun[number] = least;
  }

  private boolean precedes(int i, int j) {
    return Edges.precedes(
        weight[i], length[i], nearest[i], outside[i], weight[j], length[j], nearest[j], outside[j]);
  }
}
