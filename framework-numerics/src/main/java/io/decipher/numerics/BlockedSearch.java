package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.Arrays;

/**
 * The nearest neighbours by looking at all points, a block of them at a time.
 *
 * @implNote candidates are compared by squared distances summed in float, in one order for every
 *     pair; the distances of those kept are computed again in double
 */
final class BlockedSearch {
  /** Points a block: two columns and the sums of a group stay in the first cache. */
  private static final int BLOCK = 512;

  /** Queries that go through two columns of a block together. */
  private static final int GROUP = 16;

  /** Queries a task: they share what is read of a block from beyond the second cache. */
  private static final int TASK = 64;

  private BlockedSearch() {}

  /** Finds the {@code count} nearest of each point among all, itself first. */
  static NearestNeighbours among(FloatMatrix points, int count, RunContext run) {
    return search(points, points, true, count, run);
  }

  /** Finds the {@code count} nearest of each query among the points. */
  static NearestNeighbours between(
      FloatMatrix queries, FloatMatrix points, int count, RunContext run) {
    return search(queries, points, false, count, run);
  }

  private static NearestNeighbours search(
      FloatMatrix queries, FloatMatrix points, boolean selves, int count, RunContext run) {
    int n = queries.rows();
    int[] indices = new int[Math.multiplyExact(n, count)];
    float[] distances = new float[n * count];
    Blocks blocks = new Blocks(points, BlockDistances.scale(queries, points));
    Parallel.run(
        (n + TASK - 1) / TASK,
        "nearest neighbours",
        run,
        task -> {
          int from = task * TASK;
          int length = Math.min(TASK, n - from);
          new Search(queries, points, blocks, from, length, selves, count).run(indices, distances);
        });
    return new NearestNeighbours(n, count, indices, distances);
  }

  /** The points as blocks of columns, so that loops over points run over adjacent values. */
  private static final class Blocks {
    final int n;
    final int stride;
    final float scale;
    final float[][][] columns; // of block b: (stride x BLOCK)

    Blocks(FloatMatrix points, float scale) {
      n = points.rows();
      this.scale = scale;
      int d = points.columns();
      stride = BlockDistances.stride(d);
      columns = new float[(n + BLOCK - 1) / BLOCK][stride][BLOCK];
      float[] row = new float[d];
      for (int b = 0; b < columns.length; b++) {
        for (int j = 0; j < Math.min(BLOCK, n - b * BLOCK); j++) {
          points.copyRows(b * BLOCK + j, 1, row, 0);
          for (int c = 0; c < d; c++) {
            columns[b][c][j] = row[c] * scale;
          }
        }
      }
    }
  }

  /** The search for the neighbours of some adjacent points. */
  private static final class Search {
    private final FloatMatrix queried;
    private final FloatMatrix points;
    private final Blocks blocks;
    private final int from;
    private final int queries;
    private final boolean selves; // each query is one of the points, and its own first
    private final int others; // neighbours that are not the query itself
    private final float[] query; // (queries x stride)
    private final float[][] sums = new float[GROUP][BLOCK];
    private final float[] nearest; // (queries x others), squared, ascending
    private final int[] nearestIndex;

    Search(
        FloatMatrix queried,
        FloatMatrix points,
        Blocks blocks,
        int from,
        int queries,
        boolean selves,
        int count) {
      this.queried = queried;
      this.points = points;
      this.blocks = blocks;
      this.from = from;
      this.queries = queries;
      this.selves = selves;
      this.others = selves ? count - 1 : count;
      query = new float[queries * blocks.stride];
      for (int q = 0; q < queries; q++) {
        queried.copyRows(from + q, 1, query, q * blocks.stride);
      }
      for (int i = 0; i < query.length; i++) {
        query[i] *= blocks.scale;
      }
      nearest = new float[queries * others];
      Arrays.fill(nearest, Float.POSITIVE_INFINITY);
      nearestIndex = new int[queries * others];
    }

    void run(int[] indices, float[] distances) {
      if (others > 0) {
        for (int b = 0; b < blocks.columns.length; b++) {
          for (int group = 0; group < queries; group += GROUP) {
            scan(b, group, Math.min(GROUP, queries - group));
          }
        }
      }
      Ranking ranking = new Ranking(queried, points, selves, others, indices, distances);
      for (int q = 0; q < queries; q++) {
        ranking.write(from + q, nearestIndex, q * others, others);
      }
    }

    private void scan(int b, int group, int groupSize) {
      int start = b * BLOCK;
      int size = Math.min(BLOCK, blocks.n - start);
      float[][] columns = blocks.columns[b];
      BlockDistances.write(query, group, groupSize, blocks.stride, columns, BLOCK, sums);
      for (int g = 0; g < groupSize; g++) {
        int self = from + group + g - start;
        if (selves && self >= 0 && self < size) {
          sums[g][self] = Float.POSITIVE_INFINITY;
        }
        select(group + g, sums[g], start, size);
      }
    }

    private void select(int q, float[] sums, int start, int size) {
      int last = q * others + others - 1;
      float limit = nearest[last];
      for (int j = 0; j < size; j++) {
        // Strictly: of equal distances the lower index, which came first, stays.
        if (sums[j] < limit) {
          insert(q, sums[j], start + j);
          limit = nearest[last];
        }
      }
    }

    private void insert(int q, float squared, int index) {
      int first = q * others;
      int at = first + others - 1;
      for (; at > first && nearest[at - 1] > squared; at--) {
        nearest[at] = nearest[at - 1];
        nearestIndex[at] = nearestIndex[at - 1];
      }
      nearest[at] = squared;
      nearestIndex[at] = index;
    }
  }
}
