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
              Neighbourhood.Weighed nearest = new Neighbourhood.Weighed(points, minSamples);
              search(points, tree, position, 0, 0, nearest);
              core[point] = nearest.farthest();
            }
          }
        });
    return core;
  }

  private static void scan(
      DistinctPoints points, double[] columns, int minSamples, double[] core, int start, int end) {
    int d = points.dimensions;
    Neighbourhood.Weighed[] nearest = new Neighbourhood.Weighed[end - start];
    double[][] queries = new double[end - start][];
    for (int i = start; i < end; i++) {
      nearest[i - start] = new Neighbourhood.Weighed(points, minSamples);
      queries[i - start] = Arrays.copyOfRange(points.coordinates, i * d, (i + 1) * d);
    }
    double[] distances = new double[BLOCK];
    for (int from = 0; from < points.count; from += BLOCK) {
      int length = Math.min(BLOCK, points.count - from);
      for (int i = 0; i < nearest.length; i++) {
        points.distances(columns, points.count, queries[i], from, length, distances);
        for (int j = 0; j < length; j++) {
          nearest[i].add(distances[j], others(points, from + j, start + i));
        }
      }
    }
    for (int i = start; i < end; i++) {
      core[i] = nearest[i - start].farthest();
    }
  }

  private static void search(
      DistinctPoints points,
      KdTree tree,
      int query,
      int node,
      double box,
      Neighbourhood.Weighed nearest) {
    if (box >= nearest.radius()) {
      return;
    }
    if (node >= tree.firstLeaf) {
      for (int i = tree.start[node]; i < tree.end[node]; i++) {
        nearest.add(tree.distance(query, i), others(points, tree.order[i], tree.order[query]));
      }
      return;
    }
    int left = 2 * node + 1;
    double leftBox = tree.distanceToBox(query, left);
    double rightBox = tree.distanceToBox(query, left + 1);
    int nearer = leftBox <= rightBox ? left : left + 1;
    search(points, tree, query, nearer, Math.min(leftBox, rightBox), nearest);
    search(points, tree, query, 2 * left + 1 - nearer, Math.max(leftBox, rightBox), nearest);
  }

  /** Of a point's own weight what is above 1 counts as others'. */
  private static double others(DistinctPoints points, int point, int centre) {
    return points.weight[point] - (point == centre ? 1 : 0);
  }
}
