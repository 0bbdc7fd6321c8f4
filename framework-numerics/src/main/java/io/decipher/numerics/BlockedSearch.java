// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.Arrays;

/**
 * Exact nearest neighbours by brute force, one block of points at a time.
 *
 * @implNote candidates are compared by squared distances summed in float, in the same order for
 *     every pair; the distances of those kept are recomputed in double precision
 */
final class BlockedSearch {
  private static final int TASK = 64;

  private BlockedSearch() {}

  /** Finds the {@code count} nearest neighbours of each point among all points, itself first. */
  static NearestNeighbours among(FloatMatrix points, int count, RunContext run) {
    return search(points, points, true, count, run);
  }

  /** Finds the {@code count} nearest neighbours of each query among the points. */
  static NearestNeighbours between(
      FloatMatrix queries, FloatMatrix points, int count, RunContext run) {
    return search(queries, points, false, count, run);
  }

  /**
   * Searches.
   *
   * @param selves whether each query is one of the points, and must be its own first neighbour
   */
  private static NearestNeighbours search(
      FloatMatrix queries, FloatMatrix points, boolean selves, int count, RunContext run) {
    int n = queries.rows();
    int[] indices = new int[Math.multiplyExact(n, count)];
    float[] distances = new float[n * count];
    float scale = BlockDistances.scale(queries, points);
    Nearest nearest = new Nearest(n, selves ? count - 1 : count, selves);
    if (nearest.kept > 0) {
      SquaredDistances.to(points, scale).from(queries, "nearest neighbours", run, nearest);
    }
    Parallel.run(
        (n + TASK - 1) / TASK,
        task -> {
          Ranking ranking = new Ranking(queries, points, selves, scale, indices, distances);
          for (int i = task * TASK; i < Math.min(n, (task + 1) * TASK); i++) {
            ranking.write(i, nearest.index, i * nearest.kept, nearest.kept);
          }
        });
    return new NearestNeighbours(n, count, indices, distances);
  }

  /** The nearest neighbours found so far of each query. */
  private static final class Nearest implements SquaredDistances.Sink {
    private final int kept;
    private final boolean selves;
    private final float[] squared; // (queries x kept), ascending
    private final int[] index;

    Nearest(int queries, int kept, boolean selves) {
      this.kept = kept;
      this.selves = selves;
      squared = new float[Math.multiplyExact(queries, kept)];
      Arrays.fill(squared, Float.POSITIVE_INFINITY);
      index = new int[squared.length];
      Arrays.fill(index, -1);
    }

    @Override
    public void take(int query, int first, int count, float[] offered) {
      if (selves && query >= first && query < first + count) {
        offered[query - first] = Float.POSITIVE_INFINITY;
      }
      int last = query * kept + kept - 1;
      float limit = squared[last];
      for (int j = 0; j < count; j++) {
        // Strict, so that the lower index, which came first, stays among equal distances.
        if (offered[j] < limit) {
          insert(query * kept, offered[j], first + j);
          limit = squared[last];
        }
      }
    }

    private void insert(int from, float distance, int point) {
      int at = from + kept - 1;
      for (; at > from && squared[at - 1] > distance; at--) {
        squared[at] = squared[at - 1];
        index[at] = index[at - 1];
      }
      squared[at] = distance;
      index[at] = point;
    }
  }
}
