package io.decipher.clustering;

import io.decipher.api.RunContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Core distances of weighted points: where the others weigh {@code minSamples} together; of a
 * point's own weight what is above 1 counts as others' at distance 0. Where all others weigh less,
 * it is the distance of the farthest. If all weights are whole this is what {@link CoreDistances}
 * gives for as many equal points.
 *
 * <p>How many points that takes is not known beforehand, which is why it is a search of its own.
 */
final class WeightedCoreDistances {
  private static final int BLOCK = 256;

  /** Points without a tree go through all others together, so that memory is read once for them. */
  private static final int TOGETHER = 8;

  private WeightedCoreDistances() {}

  /** Returns the reduced core distance of each distinct point, (count); infinite for a lone one. */
  static double[] of(DistinctPoints points, @Nullable KdTree tree, int minSamples, RunContext run) {
    double[] core = new double[points.count];
    double[] columns = tree == null ? points.columns() : new double[0];
    Parallel.blocks(
        points.count,
        tree == null ? TOGETHER : BLOCK,
        run,
        CoreDistances.STAGE,
        0,
        1,
        (start, end) -> {
          if (tree == null) {
            scan(points, columns, minSamples, core, start, end);
          } else {
            for (int position = start; position < end; position++) {
              int point = tree.order[position];
              Neighbourhood nearest = new Neighbourhood(points, point, minSamples);
              search(tree, position, 0, 0, nearest);
              core[point] = nearest.farthest();
            }
          }
        });
    return core;
  }

  private static void scan(
      DistinctPoints points, double[] columns, int minSamples, double[] core, int start, int end) {
    int d = points.dimensions;
    Neighbourhood[] nearest = new Neighbourhood[end - start];
    double[][] queries = new double[end - start][];
    for (int i = start; i < end; i++) {
      nearest[i - start] = new Neighbourhood(points, i, minSamples);
      queries[i - start] = Arrays.copyOfRange(points.coordinates, i * d, (i + 1) * d);
    }
    double[] distances = new double[BLOCK];
    for (int from = 0; from < points.count; from += BLOCK) {
      int length = Math.min(BLOCK, points.count - from);
      for (int i = 0; i < nearest.length; i++) {
        points.distances(columns, points.count, queries[i], from, length, distances);
        for (int j = 0; j < length; j++) {
          nearest[i].add(distances[j], from + j);
        }
      }
    }
    for (int i = start; i < end; i++) {
      core[i] = nearest[i - start].farthest();
    }
  }

  private static void search(KdTree tree, int query, int node, double box, Neighbourhood nearest) {
    if (box >= nearest.radius()) {
      return;
    }
    if (node >= tree.firstLeaf) {
      for (int i = tree.start[node]; i < tree.end[node]; i++) {
        nearest.add(tree.distance(query, i), tree.order[i]);
      }
      return;
    }
    int left = 2 * node + 1;
    double leftBox = tree.distanceToBox(query, left);
    double rightBox = tree.distanceToBox(query, left + 1);
    int nearer = leftBox <= rightBox ? left : left + 1;
    search(tree, query, nearer, Math.min(leftBox, rightBox), nearest);
    search(tree, query, 2 * left + 1 - nearer, Math.max(leftBox, rightBox), nearest);
  }

  /** The nearest others of a point that are enough, ascending by distance. */
  private static final class Neighbourhood {
    private final DistinctPoints points;
    private final int centre;
    private final double enough;
    private double[] distance = new double[16];
    private double[] weight = new double[16];
    private int size;
    private double total;

    Neighbourhood(DistinctPoints points, int centre, int minSamples) {
      this.points = points;
      this.centre = centre;
      this.enough = minSamples * (1 - Leaves.ROUNDING);
    }

    /** Returns the distance at which those so far are enough, or infinity. */
    double radius() {
      return total < enough ? Double.POSITIVE_INFINITY : farthest();
    }

    double farthest() {
      return size == 0 ? Double.POSITIVE_INFINITY : distance[size - 1];
    }

    void add(double value, int point) {
      double others = points.weight[point] - (point == centre ? 1 : 0);
      if (others <= 0 || value >= radius()) {
        return;
      }
      if (size == distance.length) {
        distance = Arrays.copyOf(distance, 2 * size);
        weight = Arrays.copyOf(weight, 2 * size);
      }
      int at = size++;
      for (; at > 0 && distance[at - 1] > value; at--) {
        distance[at] = distance[at - 1];
        weight[at] = weight[at - 1];
      }
      distance[at] = value;
      weight[at] = Math.min(others, enough); // lest a great one swallow the rest in rounding
      total += weight[at];
      while (total - weight[size - 1] >= enough) {
        total -= weight[--size];
      }
    }
  }
}
