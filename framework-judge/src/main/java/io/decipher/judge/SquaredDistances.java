// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.Arrays;

/**
 * The squared Euclidean distances from queries to every one of many points, exactly.
 *
 * <p>Sums of squared differences in float, so equal rows are 0 apart, and the distance from a to b
 * is that from b to a to the bit.
 */
final class SquaredDistances {
  private static final int BLOCK = 256; // with 200 columns a block is 200 kB and stays in the cache
  private static final int ABREAST =
      4; // queries, so that a point's value is fetched for all of them

  private final int rows;
  private final int columns;

  /** The points, transposed: (blocks) of (columns x {@link #BLOCK}), the last padded. */
  private final float[][][] blocks;

  private SquaredDistances(int rows, int columns, float[][][] blocks) {
    this.rows = rows;
    this.columns = columns;
    this.blocks = blocks;
  }

  /** Who hears of distances. */
  @FunctionalInterface
  interface Sink {
    /**
     * Hears of a query's distances to some neighbouring points. One thread tells all of a query, in
     * the order of the points; another query's may come from another.
     *
     * @param query its row
     * @param first the row of the first of these points
     * @param count how many they are
     * @param squared their squared distances, from index 0 on; overwritten later
     */
    void take(int query, int first, int count, float[] squared);
  }

  /** Prepares the distances to points, (n x d). */
  static SquaredDistances to(FloatMatrix points) {
    int rows = points.rows();
    int columns = points.columns();
    float[][][] blocks = new float[(rows + BLOCK - 1) / BLOCK][columns][BLOCK];
    float[] row = new float[columns];
    for (int i = 0; i < rows; i++) {
      points.copyRows(i, 1, row, 0);
      for (int j = 0; j < columns; j++) {
        blocks[i / BLOCK][j][i % BLOCK] = row[j];
      }
    }
    return new SquaredDistances(rows, columns, blocks);
  }

  /**
   * Tells the distances from every query to every point.
   *
   * @param queries (m x d)
   * @implNote O(m n d) time
   */
  void from(FloatMatrix queries, String stage, RunContext run, Sink sink) {
    Blocks.run(
        queries.rows(),
        stage,
        run,
        (from, to) -> {
          int padded = (to - from + ABREAST - 1) / ABREAST * ABREAST;
          float[][] asked = new float[padded][columns];
          for (int i = from; i < to; i++) {
            queries.copyRows(i, 1, asked[i - from], 0);
          }
          float[][] squared = new float[ABREAST][BLOCK];
          for (int block = 0; block < blocks.length; block++) {
            int first = block * BLOCK;
            for (int i = from; i < to; i += ABREAST) {
              distances(asked, i - from, blocks[block], squared);
              for (int k = 0; k < Math.min(ABREAST, to - i); k++) {
                sink.take(i + k, first, Math.min(BLOCK, rows - first), squared[k]);
              }
            }
          }
        });
  }

  private static void distances(float[][] queries, int at, float[][] block, float[][] squared) {
    for (float[] one : squared) {
      Arrays.fill(one, 0);
    }
    for (int j = 0; j < block.length; j++) {
      add(
          block[j],
          queries[at][j],
          queries[at + 1][j],
          queries[at + 2][j],
          queries[at + 3][j],
          squared[0],
          squared[1],
          squared[2],
          squared[3]);
    }
  }

  /** In this form, every array read from its start, the compiler makes vectors of it. */
  private static void add(
      float[] values,
      float q0,
      float q1,
      float q2,
      float q3,
      float[] squared0,
      float[] squared1,
      float[] squared2,
      float[] squared3) {
    for (int i = 0; i < values.length; i++) {
      float value = values[i];
      float d0 = value - q0;
      float d1 = value - q1;
      float d2 = value - q2;
      float d3 = value - q3;
      squared0[i] += d0 * d0;
      squared1[i] += d1 * d1;
      squared2[i] += d2 * d2;
      squared3[i] += d3 * d3;
    }
  }

  /**
   * Returns each query's k smallest squared distances, ascending, (m x k); infinite where there are
   * fewer points.
   */
  float[][] nearest(FloatMatrix queries, int k, String stage, RunContext run) {
    return nearest(queries, k, false, stage, run);
  }

  /**
   * Returns each point's k smallest squared distances to other points, ascending, (n x k).
   *
   * @param points the ones that this was made of
   */
  float[][] nearestOthers(FloatMatrix points, int k, String stage, RunContext run) {
    return nearest(points, k, true, stage, run);
  }

  private float[][] nearest(
      FloatMatrix queries, int k, boolean others, String stage, RunContext run) {
    float[][] nearest = new float[queries.rows()][k];
    for (float[] row : nearest) {
      Arrays.fill(row, Float.POSITIVE_INFINITY);
    }
    from(
        queries,
        stage,
        run,
        (query, first, count, squared) -> {
          float[] best = nearest[query];
          for (int i = 0; i < count; i++) {
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
