// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Ranks candidates by their distances in double precision, then by index. */
final class Ranking {
  /** Squares of smaller float differences may have lost digits. */
  private static final float SMALL = 0x1p-80f;

  /** Larger scaled squared distances may stem from sums that exceeded the range of floats. */
  private static final double MOST = 0x1p120;

  /** Smaller positive scaled squared distances may stem from squares that underflowed. */
  private static final double LEAST = 0x1p-80;

  private final FloatMatrix queries;
  private final FloatMatrix points;
  private final boolean selves;
  private final double scale;
  private final int kept;
  private final float[] self;
  private final float[] other;
  private final float[] squares;
  private final double[] squared; // of the neighbours kept, ascending
  private final int[] order; // their indices
  private final int[] indices;
  private final float[] distances;

  /**
   * Creates a ranking for use by one thread.
   *
   * @param selves whether each query is one of the points, and must be its own first neighbour
   * @param scale the factor by which the candidates' coordinates were multiplied in the search
   * @param indices receives neighbours, (n x k)
   * @param distances receives their distances, (n x k)
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
   * Writes the nearest of a query's candidates, or of all points if the candidates are unreliable.
   *
   * @param candidates contains the query's {@code count} candidates starting at {@code from}, at
   *     least as many as are kept; -1 for none
   * @return the number of neighbours kept that come from the last quarter of the candidates
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

  /** Returns whether distances around this one are reliable in float. */
  private boolean inRange(double farthest) {
    double found = farthest * scale * scale;
    return farthest == 0 || (found <= MOST && found >= LEAST);
  }

  /** Inserts a point if it is nearer than the farthest kept; returns the number kept. */
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
   * Returns the places of the candidates; if there are more than are kept, only of the nearest by
   * float sums, whose errors only confuse points at nearly equal distances.
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
    // Separate from the sums, whose order matters, so that this loop is vectorised.
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
