// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Puts candidates in order: the nearest by their distances in double, then by index. */
final class Ranking {
  /** Squares of float differences below may have lost digits. */
  private static final float SMALL = 0x1p-80f;

  /** Scaled squared distances beyond may have come of sums that left the range of floats. */
  private static final double MOST = 0x1p120;

  /** Scaled squared distances below, but above 0, may have come of squares that vanished. */
  private static final double LEAST = 0x1p-80;

  private final FloatMatrix queries;
  private final FloatMatrix points;
  private final boolean selves;
  private final double scale;
  private final int kept;
  private final float[] self;
  private final float[] other;
  private final float[] squares;
  private final double[] squared; // of those kept, ascending
  private final int[] order; // which they are
  private final int[] indices;
  private final float[] distances;

  /**
   * Makes one, for one thread.
   *
   * @param selves whether each query is one of the points, and to be its own first
   * @param scale what candidates' coordinates were multiplied by as they were found
   * @param indices where neighbours go, (n x k)
   * @param distances where their distances go, (n x k)
   */
  Ranking(
      FloatMatrix queries,
      FloatMatrix points,
      boolean selves,
      float scale,
      int[] indices,
      float[] distances) {
    this.queries = queries;
    this.points = points;
    this.selves = selves;
    this.scale = scale;
    int count = queries.rows() == 0 ? 0 : indices.length / queries.rows();
    kept = selves ? count - 1 : count;
    this.indices = indices;
    this.distances = distances;
    self = new float[points.columns()];
    other = new float[points.columns()];
    squares = new float[points.columns()];
    squared = new double[kept];
    order = new int[kept];
  }

  /**
   * Writes the nearest of a query's candidates; of all points where those cannot be trusted.
   *
   * @param candidates the candidates of the query are the {@code count} from {@code from} on, at
   *     least as many as are kept; -1 where there is none
   * @return how many of those kept are among the last quarter of the candidates
   */
  int write(int query, int[] candidates, int from, int count) {
    queries.copyRows(query, 1, self, 0);
    int late = 0;
    int size = 0;
    if (count > 0 && candidates[from + count - 1] >= 0) {
      int[] places = places(candidates, from, count);
      for (int at : places) {
        size = offer(size, candidates[at]);
      }
      if (count > kept) {
        int[] sorted = Arrays.copyOfRange(candidates, from + count - count / 4, from + count);
        Arrays.sort(sorted);
        for (int rank = 0; rank < kept; rank++) {
          late += Arrays.binarySearch(sorted, order[rank]) >= 0 ? 1 : 0;
        }
      }
    }
    if (kept > 0 && (size < kept || !inRange(squared[kept - 1]))) {
      size = 0;
      for (int point = 0; point < points.rows(); point++) {
        size = selves && point == query ? size : offer(size, point);
      }
    }
    put(query);
    return late;
  }

  /** Returns whether floats tell what is nearer than this from what is not. */
  private boolean inRange(double farthest) {
    double found = farthest * scale * scale;
    return farthest == 0 || (found <= MOST && found >= LEAST);
  }

  /** Takes a point if it is nearer than the farthest of those kept; returns how many there are. */
  private int offer(int size, int point) {
    points.copyRows(point, 1, other, 0);
    double distance = BlockDistances.exact(self, other);
    int to = size;
    for (;
        to > 0
            && (squared[to - 1] > distance
                || (squared[to - 1] == distance && order[to - 1] > point));
        to--) {
      if (to < kept) {
        squared[to] = squared[to - 1];
        order[to] = order[to - 1];
      }
    }
    if (to == kept) {
      return size;
    }
    squared[to] = distance;
    order[to] = point;
    return Math.min(kept, size + 1);
  }

  private void put(int query) {
    int row = query * (selves ? kept + 1 : kept);
    if (selves) {
      indices[row] = query;
      distances[row++] = 0;
    }
    for (int rank = 0; rank < kept; rank++) {
      indices[row + rank] = order[rank];
      distances[row + rank] = (float) Math.min(Math.sqrt(squared[rank]), Float.MAX_VALUE);
    }
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
    boolean sure = squared(keys[0]) > SMALL && Float.isFinite(squared(keys[count - 1]));
    int[] places = new int[sure ? kept : count];
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
