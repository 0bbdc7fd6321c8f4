package io.decipher.clustering;

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

  /** Beyond these, squares of differences might leave the range of a float. */
  private static final float LARGE = 0x1p50f;

  private static final float SMALL = 0x1p-40f;

  private BlockedSearch() {}

  /** Finds the {@code count} nearest of each point among all, itself first. */
  static NearestNeighbours among(FloatMatrix points, int count, RunContext run) {
    return search(points, points, 1, count, run);
  }

  /** Finds the {@code count} nearest of each query among the points. */
  static NearestNeighbours between(
      FloatMatrix queries, FloatMatrix points, int count, RunContext run) {
    return search(queries, points, 0, count, run);
  }

  private static NearestNeighbours search(
      FloatMatrix queries, FloatMatrix points, int selves, int count, RunContext run) {
    int n = queries.rows();
    int[] indices = new int[Math.multiplyExact(n, count)];
    float[] distances = new float[n * count];
    Blocks blocks = new Blocks(points, Math.max(largest(queries), largest(points)));
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

  private static float largest(FloatMatrix points) {
    float[] row = new float[points.columns()];
    float largest = 0;
    for (int i = 0; i < points.rows(); i++) {
      points.copyRows(i, 1, row, 0);
      for (float value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }

  /** The points as blocks of columns, so that loops over points run over adjacent values. */
  private static final class Blocks {
    final int n;
    final int d;
    final float scale;
    final float[][][] columns; // of block b: (d x BLOCK)

    Blocks(FloatMatrix points, float largest) {
      n = points.rows();
      d = points.columns();
      columns = new float[(n + BLOCK - 1) / BLOCK][d][BLOCK];
      float[] row = new float[d];
      // A power of two changes no distance but by its exponent.
      scale =
          largest > LARGE || (largest < SMALL && largest > 0)
              ? Math.scalb(1f, Math.max(-126, Math.min(127, -Math.getExponent(largest))))
              : 1;
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
    private final int selves; // 1 where each query is one of the points, and its own first, else 0
    private final int others; // k - selves
    private final float[] query; // (queries x d)
    private final float[][] sums = new float[GROUP][BLOCK];
    private final float[] nearest; // (queries x others), squared, ascending
    private final int[] nearestIndex;

    Search(
        FloatMatrix queried,
        FloatMatrix points,
        Blocks blocks,
        int from,
        int queries,
        int selves,
        int count) {
      this.queried = queried;
      this.points = points;
      this.blocks = blocks;
      this.from = from;
      this.queries = queries;
      this.selves = selves;
      this.others = count - selves;
      query = new float[queries * blocks.d];
      queried.copyRows(from, queries, query, 0);
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
      for (int q = 0; q < queries; q++) {
        write(q, indices, distances);
      }
    }

    private void scan(int b, int group, int groupSize) {
      int d = blocks.d;
      int start = b * BLOCK;
      int size = Math.min(BLOCK, blocks.n - start);
      float[][] columns = blocks.columns[b];
      for (int g = 0; g < groupSize; g++) {
        Arrays.fill(sums[g], 0);
      }
      int c = 0;
      for (; c + 2 <= d; c += 2) {
        for (int g = 0; g < groupSize; g++) {
          int q = (group + g) * d + c;
          addTwo(columns[c], columns[c + 1], query[q], query[q + 1], sums[g]);
        }
      }
      if (c < d) {
        for (int g = 0; g < groupSize; g++) {
          addOne(columns[c], query[(group + g) * d + c], sums[g]);
        }
      }
      for (int g = 0; g < groupSize; g++) {
        int self = from + group + g - start;
        if (selves > 0 && self >= 0 && self < size) {
          sums[g][self] = Float.POSITIVE_INFINITY;
        }
        select(group + g, sums[g], start, size);
      }
    }

    // Whole arrays, one store a loop and two columns at a time: of the forms tried, the fastest
    // that the compiler turns into vector code.
    private static void addTwo(float[] column0, float[] column1, float q0, float q1, float[] sums) {
      for (int j = 0; j < BLOCK; j++) {
        float difference0 = column0[j] - q0;
        float difference1 = column1[j] - q1;
        sums[j] += difference0 * difference0 + difference1 * difference1;
      }
    }

    private static void addOne(float[] column, float q, float[] sums) {
      for (int j = 0; j < BLOCK; j++) {
        float difference = column[j] - q;
        sums[j] += difference * difference;
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

    private void write(int q, int[] indices, float[] distances) {
      int d = blocks.d;
      float[] self = new float[d];
      float[] other = new float[d];
      queried.copyRows(from + q, 1, self, 0);
      double[] exact = new double[others];
      int[] order = new int[others];
      for (int k = 0; k < others; k++) {
        int index = nearestIndex[q * others + k];
        points.copyRows(index, 1, other, 0);
        double squared = 0;
        for (int c = 0; c < d; c++) {
          double difference = (double) self[c] - other[c];
          squared += difference * difference;
        }
        int at = k;
        for (;
            at > 0
                && (exact[at - 1] > squared || (exact[at - 1] == squared && order[at - 1] > index));
            at--) {
          exact[at] = exact[at - 1];
          order[at] = order[at - 1];
        }
        exact[at] = squared;
        order[at] = index;
      }
      int row = (from + q) * (selves + others);
      if (selves > 0) {
        indices[row] = from + q;
        distances[row] = 0;
      }
      for (int k = 0; k < others; k++) {
        indices[row + selves + k] = order[k];
        distances[row + selves + k] = (float) Math.min(Math.sqrt(exact[k]), Float.MAX_VALUE);
      }
    }
  }
}
