// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.Arrays;

/**
 * Squared Euclidean distances from queries to all of many points, computed exhaustively one block
 * of points at a time.
 *
 * <p>Squared differences are summed in float, so equal rows have distance 0, and distances are
 * symmetric to the bit. A distance beyond the range of a float is infinite, one below it 0; {@link
 * NearestNeighbours} recomputes these in double precision.
 */
public final class SquaredDistances {
  /** The number of points per block: two columns and the sums of a group stay in the L1 cache. */
  private static final int BLOCK = 512;

  /** The number of queries that process two columns of a block together. */
  private static final int GROUP = 16;

  /**
   * The number of queries per task: they share what is read of a block from beyond the L2 cache.
   */
  private static final int TASK = 64;

  private final int count;
  private final int dimensions;
  private final int stride;
  private final float scale;

  /** The points by column, so that loops over points access adjacent values. */
  private final float[][][] columns; // of block b: (stride x BLOCK)

  private SquaredDistances(FloatMatrix points, float scale) {
    count = points.rows();
    dimensions = points.columns();
    stride = BlockDistances.stride(dimensions);
    this.scale = scale;
    columns = new float[(count + BLOCK - 1) / BLOCK][stride][BLOCK];
    float[] row = new float[dimensions];
    for (int i = 0; i < count; i++) {
      points.copyRows(i, 1, row, 0);
      for (int c = 0; c < dimensions; c++) {
        columns[i / BLOCK][c][i % BLOCK] = BlockDistances.scaled(row[c], scale);
      }
    }
  }

  /** Receives distances. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Receives a query's distances to some consecutive points. All distances of a query are passed
     * by the same thread, in the order of the points; different queries may use different threads.
     *
     * @param query its row
     * @param first the row of the first of these points
     * @param count the number of points
     * @param squared their squared distances, from index 0; overwritten later
     */
    void take(int query, int first, int count, float[] squared);
  }

  /** Prepares the distances to points, (n x d), finite. */
  public static SquaredDistances to(FloatMatrix points) {
    return new SquaredDistances(points, 1);
  }

  /** Prepares the distances to points, with all coordinates multiplied by a power of two. */
  static SquaredDistances to(FloatMatrix points, float scale) {
    return new SquaredDistances(points, scale);
  }

  /**
   * Computes the distances from every query to every point.
   *
   * @param queries (m x d), finite
   * @implNote O(m n d) time, on all cores
   */
  public void from(FloatMatrix queries, String stage, RunContext run, Sink sink) {
    if (queries.columns() != dimensions) {
      throw new IllegalArgumentException(
          "queries have "
              + queries.columns()
              + " columns, but the points they are compared with have "
              + dimensions);
    }
    int n = queries.rows();
    Parallel.run(
        (n + TASK - 1) / TASK,
        stage,
        run,
        task -> {
          int from = task * TASK;
          int length = Math.min(TASK, n - from);
          float[] rows = rows(queries, from, length);
          float[][] squared = new float[GROUP][BLOCK];
          for (int b = 0; b < columns.length; b++) {
            int points = Math.min(BLOCK, count - b * BLOCK);
            for (int group = 0; group < length; group += GROUP) {
              int size = Math.min(GROUP, length - group);
              BlockDistances.write(rows, group, size, stride, columns[b], BLOCK, squared);
              for (int g = 0; g < size; g++) {
                sink.take(from + group + g, b * BLOCK, points, squared[g]);
              }
            }
          }
        });
    run.cancellation().throwIfCancelled();
  }

  private float[] rows(FloatMatrix queries, int from, int length) {
    float[] rows = new float[length * stride];
    for (int q = 0; q < length; q++) {
      queries.copyRows(from + q, 1, rows, q * stride);
    }
    for (int i = 0; i < rows.length; i++) {
      rows[i] = BlockDistances.scaled(rows[i], scale);
    }
    return rows;
  }

  /**
   * Returns each query's k smallest squared distances, ascending, (m x k); infinite if there are
   * fewer points.
   *
   * @param k 1 or more
   */
  public float[][] nearest(FloatMatrix queries, int k, String stage, RunContext run) {
    return nearest(queries, k, false, stage, run);
  }

  /**
   * Returns each point's k smallest squared distances to other points, ascending, (n x k); infinite
   * if there are fewer.
   *
   * @param points the points that this was created from
   * @param k 1 or more
   */
  public float[][] nearestOthers(FloatMatrix points, int k, String stage, RunContext run) {
    if (points.rows() != count) {
      throw new IllegalArgumentException(
          "these are distances to " + count + " points, but there are " + points.rows());
    }
    return nearest(points, k, true, stage, run);
  }

  private float[][] nearest(
      FloatMatrix queries, int k, boolean others, String stage, RunContext run) {
    if (k < 1) {
      throw new IllegalArgumentException("k must be at least 1, but was " + k);
    }
    float[][] nearest = new float[queries.rows()][k];
    for (float[] row : nearest) {
      Arrays.fill(row, Float.POSITIVE_INFINITY);
    }
    from(
        queries,
        stage,
        run,
        (query, first, length, squared) -> {
          float[] best = nearest[query];
          for (int i = 0; i < length; i++) {
            if (squared[i] < best[k - 1] && !(others && first + i == query)) {
              int place = k - 1;
              for (; place > 0 && best[place - 1] > squared[i]; place--) {
                best[place] = best[place - 1];
              }
              best[place] = squared[i];
            }
          }
        });
    return nearest;
  }
}
