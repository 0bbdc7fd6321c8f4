package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Puts candidates in order: the nearest by their distances in double, then by index. */
final class Ranking {
  /** Squares of float differences below may have lost digits. */
  private static final float SMALL = 0x1p-80f;

  private final FloatMatrix queries;
  private final FloatMatrix points;
  private final boolean selves;
  private final int kept;
  private final float[] self;
  private final float[] other;
  private final float[] squares;
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
    squares = new float[points.columns()];
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
    int[] places = places(candidates, from, count);
    double[] squared = new double[places.length];
    int[] order = new int[places.length]; // places in candidates
    for (int i = 0; i < places.length; i++) {
      int at = places[i];
      points.copyRows(candidates[at], 1, other, 0);
      double distance = BlockDistances.exact(self, other);
      int to = i;
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

  /**
   * Returns where the candidates are, but if there are more than are kept only the nearest by float
   * sums: what these confuse is as good as equally near.
   */
  private int[] places(int[] candidates, int from, int count) {
    if (count == kept) {
      return IntStream.range(from, from + count).toArray();
    }
    long[] keys = new long[count]; // a squared distance, then a place
    for (int i = 0; i < count; i++) {
      points.copyRows(candidates[from + i], 1, other, 0);
      keys[i] = (long) Float.floatToRawIntBits(rough(self, other, squares)) << 32 | (from + i);
    }
    Arrays.sort(keys);
    boolean inRange = squared(keys[0]) > SMALL && Float.isFinite(squared(keys[count - 1]));
    int[] places = new int[inRange ? kept : count];
    for (int i = 0; i < places.length; i++) {
      places[i] = (int) keys[i];
    }
    return places;
  }

  private static float squared(long key) {
    return Float.intBitsToFloat((int) (key >>> 32));
  }

  /** Returns the squared distance of two points in float. */
  private static float rough(float[] a, float[] b, float[] squares) {
    // Apart from the sums, whose order counts, so that this becomes vector code.
    for (int j = 0; j < squares.length; j++) {
      float difference = a[j] - b[j];
      squares[j] = difference * difference;
    }
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int j = 0;
    for (; j + 8 <= squares.length; j += 8) {
      s0 += squares[j] + squares[j + 4];
      s1 += squares[j + 1] + squares[j + 5];
      s2 += squares[j + 2] + squares[j + 6];
      s3 += squares[j + 3] + squares[j + 7];
    }
    for (; j < squares.length; j++) {
      s0 += squares[j];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
