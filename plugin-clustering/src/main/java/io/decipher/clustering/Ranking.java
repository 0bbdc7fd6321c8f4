package io.decipher.clustering;

import io.decipher.api.FloatMatrix;

/** Puts candidates in order: by their distances in double, then by index. */
final class Ranking {
  private final FloatMatrix queries;
  private final FloatMatrix points;
  private final boolean selves;
  private final int kept;
  private final float[] self;
  private final float[] other;
  private final int[] indices;
  private final float[] distances;

  /**
   * Makes one, for one thread.
   *
   * @param selves whether each query is one of the points, and to be its own first
   * @param kept neighbours of each query, itself not counted
   * @param indices where they go, (n x k), k one more than {@code kept} if {@code selves}
   * @param distances where their distances go, (n x k)
   */
  Ranking(
      FloatMatrix queries,
      FloatMatrix points,
      boolean selves,
      int kept,
      int[] indices,
      float[] distances) {
    this.queries = queries;
    this.points = points;
    this.selves = selves;
    this.kept = kept;
    this.indices = indices;
    this.distances = distances;
    self = new float[points.columns()];
    other = new float[points.columns()];
  }

  /**
   * Writes the nearest of a query's candidates.
   *
   * @param candidates the candidates of the query are the {@code count} from {@code from} on, at
   *     least as many as are kept
   * @return how many of those kept are among the last quarter of the candidates
   */
  int write(int query, int[] candidates, int from, int count) {
    queries.copyRows(query, 1, self, 0);
    double[] squared = new double[count];
    int[] order = new int[count]; // places in candidates
    for (int at = from; at < from + count; at++) {
      points.copyRows(candidates[at], 1, other, 0);
      double distance = BlockDistances.exact(self, other);
      int to = at - from;
      for (;
          to > 0
              && (squared[to - 1] > distance
                  || (squared[to - 1] == distance && candidates[order[to - 1]] > candidates[at]));
          to--) {
        squared[to] = squared[to - 1];
        order[to] = order[to - 1];
      }
      squared[to] = distance;
      order[to] = at;
    }
    int row = query * (selves ? kept + 1 : kept);
    if (selves) {
      indices[row] = query;
      distances[row++] = 0;
    }
    int late = 0;
    for (int rank = 0; rank < kept; rank++) {
      indices[row + rank] = candidates[order[rank]];
      distances[row + rank] = (float) Math.min(Math.sqrt(squared[rank]), Float.MAX_VALUE);
      late += order[rank] - from >= count - count / 4 ? 1 : 0;
    }
    return late;
  }
}
