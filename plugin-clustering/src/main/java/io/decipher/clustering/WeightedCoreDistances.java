package io.decipher.clustering;

import io.decipher.api.RunContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Core distances of weighted points: where the others weigh {@code minSamples} together, and of a
 * point's own weight what is above 1 counts as others' at distance 0. If all weights are whole this
 * is {@link CoreDistances} of as many equal points. Where all others weigh less, it is the distance
 * of the farthest.
 *
 * <p>How many points that takes is not known beforehand, which is why it is a search of its own.
 */
final class WeightedCoreDistances {
  private static final int BLOCK = 256;

  private final DistinctPoints points;

  /** The weight that is enough, but for the rounding of sums. */
  private final double enough;

  private WeightedCoreDistances(DistinctPoints points, int minSamples) {
    this.points = points;
    this.enough = minSamples * (1 - Leaves.ROUNDING);
  }

  /** Returns the reduced core distance of each distinct point, (count); infinite for a lone one. */
  static double[] of(DistinctPoints points, @Nullable KdTree tree, int minSamples, RunContext run) {
    double[] core = new double[points.count];
    double[] columns = tree == null ? points.columns() : new double[0];
    WeightedCoreDistances distances = new WeightedCoreDistances(points, minSamples);
    Parallel.blocks(
        points.count,
        BLOCK,
        run,
        CoreDistances.STAGE,
        0,
        1,
        (start, end) -> {
          Neighbourhood nearest = distances.new Neighbourhood();
          for (int i = start; i < end; i++) {
            if (tree == null) {
              core[i] = nearest.scanned(columns, i);
            } else {
              core[tree.order[i]] = nearest.searched(tree, i);
            }
          }
        });
    return core;
  }

  /** The nearest others of one point that are enough, ascending by distance. */
  private final class Neighbourhood {
    private double[] distance = new double[16];
    private double[] weight = new double[16];
    private int size;
    private double total;

    /** Returns the core distance of the point at a position of the tree. */
    double searched(KdTree tree, int position) {
      clear();
      visit(tree, position, 0, 0);
      return farthest();
    }

    /** Returns the core distance of a point. */
    double scanned(double[] columns, int point) {
      clear();
      int d = points.dimensions;
      double[] query = Arrays.copyOfRange(points.coordinates, point * d, point * d + d);
      double[] distances = new double[BLOCK];
      for (int from = 0; from < points.count; from += BLOCK) {
        int length = Math.min(BLOCK, points.count - from);
        points.distances(columns, points.count, query, from, length, distances);
        for (int j = 0; j < length; j++) {
          add(distances[j], from + j, from + j == point);
        }
      }
      return farthest();
    }

    private void visit(KdTree tree, int query, int node, double box) {
      if (box >= radius()) {
        return;
      }
      if (node >= tree.firstLeaf) {
        for (int i = tree.start[node]; i < tree.end[node]; i++) {
          add(tree.distance(query, i), tree.order[i], i == query);
        }
        return;
      }
      int left = 2 * node + 1;
      double leftBox = tree.distanceToBox(query, left);
      double rightBox = tree.distanceToBox(query, left + 1);
      if (leftBox <= rightBox) {
        visit(tree, query, left, leftBox);
        visit(tree, query, left + 1, rightBox);
      } else {
        visit(tree, query, left + 1, rightBox);
        visit(tree, query, left, leftBox);
      }
    }

    private void clear() {
      size = 0;
      total = 0;
    }

    private double radius() {
      return total < enough ? Double.POSITIVE_INFINITY : farthest();
    }

    private double farthest() {
      return size == 0 ? Double.POSITIVE_INFINITY : distance[size - 1];
    }

    private void add(double value, int point, boolean itself) {
      double others = points.weight[point] - (itself ? 1 : 0);
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
