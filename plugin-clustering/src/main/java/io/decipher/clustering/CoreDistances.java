package io.decipher.clustering;

import io.decipher.api.RunContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The distance at which each point's neighbourhood holds {@code minSamples} other points:
 * definition 1 of Campello et al. (2013), but that a point does not count itself.
 */
final class CoreDistances {
  static final String STAGE = "core distances";
  private static final int RUN = 256;

  private CoreDistances() {}

  /**
   * Returns the reduced core distance of each distinct point, (count).
   *
   * @param tree of the points, if they have few dimensions
   * @param minSamples 1 or more, and fewer than there are points, equal ones counted
   * @implNote about O(n k log n) time with a tree, O(n² d) without; O(n) memory. Each point is
   *     looked at alone, so the number of threads changes nothing.
   */
  static double[] of(DistinctPoints points, @Nullable KdTree tree, int minSamples, RunContext run) {
    if (points.weight.length > 0) {
      return WeightedCoreDistances.of(points, tree, minSamples, run);
    }
    double[] core = new double[points.count];
    if (tree != null) {
      Parallel.blocks(
          points.count,
          256,
          run,
          STAGE,
          0,
          1,
          (start, end) -> {
            TreeSearch search = new TreeSearch(points, tree, minSamples);
            for (int position = start; position < end; position++) {
              core[tree.order[position]] = search.coreDistance(position);
            }
          });
    } else {
      double[] columns = points.columns();
      Parallel.blocks(
          points.count,
          8,
          run,
          STAGE,
          0,
          1,
          (start, end) -> scan(points, columns, minSamples, core, start, end));
    }
    return core;
  }

  /**
   * Looks at all points for a few queries at a time, so that memory is read once for all of them.
   */
  private static void scan(
      DistinctPoints points, double[] columns, int minSamples, double[] core, int start, int end) {
    int d = points.dimensions;
    Smallest[] nearest = new Smallest[end - start];
    double[][] queries = new double[end - start][];
    for (int i = start; i < end; i++) {
      nearest[i - start] = new Smallest(minSamples);
      queries[i - start] = Arrays.copyOfRange(points.coordinates, i * d, (i + 1) * d);
    }
    double[] distances = new double[RUN];
    for (int from = 0; from < points.count; from += RUN) {
      int length = Math.min(RUN, points.count - from);
      for (int i = start; i < end; i++) {
        Smallest smallest = nearest[i - start];
        points.distances(columns, points.count, queries[i - start], from, length, distances);
        for (int j = 0; j < length; j++) {
          if (distances[j] < smallest.greatest()) {
            smallest.add(distances[j], points.multiplicity[from + j] - (from + j == i ? 1 : 0));
          }
        }
      }
    }
    for (int i = start; i < end; i++) {
      core[i] = nearest[i - start].greatest();
    }
  }

  private static final class TreeSearch {
    private final DistinctPoints points;
    private final KdTree tree;
    private final Smallest nearest;
    private int query;

    TreeSearch(DistinctPoints points, KdTree tree, int minSamples) {
      this.points = points;
      this.tree = tree;
      this.nearest = new Smallest(minSamples);
    }

    double coreDistance(int position) {
      query = position;
      nearest.clear();
      visit(0, 0);
      return nearest.greatest();
    }

    private void visit(int node, double box) {
      if (box >= nearest.greatest()) {
        return;
      }
      if (node >= tree.firstLeaf) {
        for (int i = tree.start[node]; i < tree.end[node]; i++) {
          double distance = tree.distance(query, i);
          if (distance < nearest.greatest()) {
            nearest.add(distance, points.multiplicity[tree.order[i]] - (i == query ? 1 : 0));
          }
        }
        return;
      }
      int left = 2 * node + 1;
      double leftBox = tree.distanceToBox(query, left);
      double rightBox = tree.distanceToBox(query, left + 1);
      if (leftBox <= rightBox) {
        visit(left, leftBox);
        visit(left + 1, rightBox);
      } else {
        visit(left + 1, rightBox);
        visit(left, leftBox);
      }
    }
  }
}
