// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.numerics.PrincipalComponents.Solver;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * NN-descent: a neighbour of a neighbour is likely to be a neighbour.
 *
 * <p>In the notation of Dong, Moses and Li (2011): B[v] is a point's list in {@code lists}, whose
 * entries are new or old; the {@link Candidates} of a round are random samples of the new and old
 * entries of B[v] and of its reverse R[v], at most {@code Effort.candidates} (ρ K) of each; a local
 * join compares the new candidates of a point with each other and with the old ones. Rounds end
 * when the fraction of new entries is below {@code Effort.delta} (δ). The lists are initialised by
 * comparing all pairs within the leaves of random-projection trees.
 *
 * <p>Candidates are sampled from the lists as they are at the beginning of a round, and a list
 * keeps the smallest entries offered in any order, so the result does not depend on the threads.
 *
 * <p>For points with many columns, most of the work is done on their first principal components,
 * for more neighbours than requested; the nearest of these in all columns are kept. If many of
 * those kept come from the end of the candidate lists, others have probably been missed, and rounds
 * in all columns follow.
 *
 * @see <a href="https://doi.org/10.1145/1963405.1963487">Dong, Moses, Li 2011</a>
 */
final class NeighbourDescent {
  private static final String STAGE = "nearest neighbours";
  private static final int TREES = 8;
  private static final int LEAF = 128;
  private static final int MAX_ROUNDS = 16;

  /** Points of more columns are searched by their first principal components. */
  private static final int MANY_COLUMNS = 128;

  private static final int COMPONENTS = 64;
  private static final int PCA_SAMPLE = 2048;

  /** The number of candidates by principal components for each neighbour kept. */
  private static final int SURPLUS = 2;

  /**
   * The tolerated fraction of kept neighbours that come from the last quarter of the candidates.
   */
  private static final double SOUND = 0.08;

  private static final int TASK = 256;

  /** The number of points whose columns are written together. */
  private static final int TURN = 16;

  /** The fraction of the time spent on trees. */
  private static final double TREES_SHARE = 0.4;

  /** Each guards the lists of all points whose index has its own index as remainder. */
  private final Object[] locks = new Object[1024];

  /** The amount of work: the maximum number of candidates of each kind, and when to stop. */
  private static final class Effort {
    static final Effort FULL = new Effort(30, 0.01);

    /** For lists longer than the number kept: few of the nearest are missing by then. */
    static final Effort SURPLUS_LISTS = new Effort(24, 0.2);

    final int candidates;
    final double delta;

    Effort(int candidates, double delta) {
      this.candidates = candidates;
      this.delta = delta;
    }
  }

  /** The result of a search. */
  private static final class Found {
    /** The points in an order that preserves locality in memory, (n). */
    final int[] order;

    /** (n x any), nearest first. */
    final int[] neighbours;

    Found(int[] order, int[] neighbours) {
      this.order = order;
      this.neighbours = neighbours;
    }
  }

  private final Rows rows;
  private final int n;
  private final NeighbourLists lists;
  private final Effort effort;
  private final long seed;
  private final RunContext run;

  private NeighbourDescent(
      Rows rows, NeighbourLists lists, Effort effort, long seed, RunContext run) {
    this.rows = rows;
    this.n = rows.count;
    this.lists = lists;
    this.effort = effort;
    this.seed = seed;
    this.run = run;
    Arrays.setAll(locks, i -> new Object());
  }

  /** Returns whether there are so few points that comparing all pairs is no more work. */
  static boolean isPointless(int n, int count) {
    return n < 4096 || n < 32L * count;
  }

  /** Finds the {@code count} nearest neighbours of each point, itself first. */
  static NearestNeighbours search(FloatMatrix points, int count, RunContext run) {
    int others = count - 1;
    int n = points.rows();
    int[] indices = new int[Math.multiplyExact(n, count)];
    float[] distances = new float[n * count];
    float scale = BlockDistances.scale(points);
    int[] extremes = extremes(points, scale);
    if (extremes.length > 0) {
      return besideExtremes(points, extremes, scale, count, run);
    }
    boolean principal = points.columns() > MANY_COLUMNS;
    Found found =
        principal
            ? planted(principal(points, run), SURPLUS * others, Effort.SURPLUS_LISTS, run)
            : planted(points, others, Effort.FULL, run);
    double late = rank(points, found, scale, indices, distances, run);
    if (principal && late > SOUND) {
      run.step(
          new Progress(
              STAGE,
              1,
              "principal components are not informative enough: continuing in all columns"));
      rank(
          points,
          polished(points, found.order, indices, count, run),
          scale,
          indices,
          distances,
          run);
    }
    return new NearestNeighbours(n, count, indices, distances);
  }

  /** Returns the rows whose squared distances to most others exceed the range of floats. */
  private static int[] extremes(FloatMatrix points, float scale) {
    float[] magnitudes = BlockDistances.magnitudes(points);
    double most = (double) BlockDistances.LARGE / scale;
    return IntStream.range(0, magnitudes.length).filter(i -> magnitudes[i] > most).toArray();
  }

  /**
   * Finds the neighbours of the other rows among themselves, and merges them with the extreme rows,
   * whose own neighbours are found by brute force. Extreme rows would otherwise dominate trees,
   * principal components and the scale of floats.
   */
  private static NearestNeighbours besideExtremes(
      FloatMatrix points, int[] extremes, float scale, int count, RunContext run) {
    int n = points.rows();
    int[] ordinary =
        IntStream.range(0, n).filter(i -> Arrays.binarySearch(extremes, i) < 0).toArray();
    if (isPointless(ordinary.length, count)) {
      return BlockedSearch.among(points, count, run);
    }
    NearestNeighbours inner = search(points.select(ordinary), count, run);
    int[] indices = new int[n * count];
    float[] distances = new float[n * count];
    Parallel.blocks(
        n,
        TASK,
        run,
        "distances of neighbours",
        0,
        1,
        (start, end) -> {
          Ranking ranking = new Ranking(points, points, true, scale, indices, distances);
          int[] candidates = Arrays.copyOf(extremes, extremes.length + count - 1);
          for (int i = start; i < end; i++) {
            int place = Arrays.binarySearch(ordinary, i);
            for (int rank = 1; rank < count; rank++) {
              candidates[extremes.length + rank - 1] =
                  place < 0 ? -1 : ordinary[inner.index(place, rank)];
            }
            ranking.write(i, candidates, 0, candidates.length);
          }
        });
    return new NearestNeighbours(n, count, indices, distances);
  }

  private static FloatMatrix principal(FloatMatrix points, RunContext run) {
    SplittableRandom random = new SplittableRandom(run.seed("neighbours/sample"));
    FloatMatrix chosen = points.select(random.ints(PCA_SAMPLE, 0, points.rows()).toArray());
    return PrincipalComponents.of(chosen, COMPONENTS, Solver.AUTO, run).project(points, run);
  }

  /** Keeps the nearest candidates; returns the fraction of them from the last quarter. */
  private static double rank(
      FloatMatrix points,
      Found found,
      float scale,
      int[] indices,
      float[] distances,
      RunContext run) {
    int n = points.rows();
    int each = found.neighbours.length / n;
    LongAdder late = new LongAdder();
    Parallel.blocks(
        n,
        TASK,
        run,
        "distances of neighbours",
        0,
        1,
        (start, end) -> {
          Ranking ranking = new Ranking(points, points, true, scale, indices, distances);
          for (int at = start; at < end; at++) {
            int i = found.order[at];
            late.add(ranking.write(i, found.neighbours, i * each, each));
          }
        });
    return late.sum() / ((double) indices.length - n);
  }

  /**
   * Returns the approximate neighbours of each point, (n x count), nearest first, by trees and
   * rounds.
   */
  private static Found planted(FloatMatrix points, int count, Effort effort, RunContext run) {
    int n = points.rows();
    int leaf = Math.max(LEAF, 4 * count);
    long seed = run.seed("neighbours");
    Rows given = Rows.of(points, null);
    int[] order = ProjectionTree.of(given.values, n, given.stride, leaf, seed).order;
    NeighbourDescent descent =
        new NeighbourDescent(
            Rows.of(points, order), new NeighbourLists(n, count), effort, seed, run);
    descent.plant(leaf);
    descent.descend(TREES_SHARE);
    return descent.found(order);
  }

  /** Returns the result of rounds in all columns that start from the neighbours found so far. */
  private static Found polished(
      FloatMatrix points, int[] order, int[] indices, int count, RunContext run) {
    int n = points.rows();
    NeighbourDescent descent =
        new NeighbourDescent(
            Rows.of(points, order),
            new NeighbourLists(n, count - 1),
            Effort.FULL,
            run.seed("neighbours/all columns"),
            run);
    int[] place = new int[n];
    for (int at = 0; at < n; at++) {
      place[order[at]] = at;
    }
    Parallel.run(
        (n + TASK - 1) / TASK,
        task -> {
          Block block = descent.new Block(count);
          int[] near = new int[count];
          for (int at = task * TASK; at < Math.min(n, (task + 1) * TASK); at++) {
            for (int rank = 0; rank < count; rank++) {
              near[rank] = place[indices[order[at] * count + rank]];
            }
            block.gather(near, 0, count);
            block.compare(0, 1);
            block.offerRow(0, 0);
          }
        });
    descent.descend(0);
    return descent.found(order);
  }

  /** Compares all pairs within the leaves of some trees. */
  private void plant(int leaf) {
    ProjectionTree[] trees = new ProjectionTree[TREES];
    trees[0] = ProjectionTree.inOrder(n, leaf);
    Parallel.run(
        TREES - 1,
        tree ->
            trees[tree + 1] =
                ProjectionTree.of(rows.values, n, rows.stride, leaf, seed + tree + 1));
    for (int t = 0; t < TREES; t++) {
      ProjectionTree tree = trees[t];
      Parallel.blocks(
          tree.leaves(),
          1,
          run,
          STAGE,
          TREES_SHARE * t / TREES,
          TREES_SHARE / TREES,
          (start, end) -> {
            for (int i = start; i < end; i++) {
              int first = tree.start(i);
              int size = tree.start(i + 1) - first;
              Block block = new Block(size);
              block.gather(tree.order, first, size);
              for (int group = 0; group < size; group += effort.candidates) {
                int length = Math.min(effort.candidates, size - group);
                block.compare(group, length);
                for (int row = 0; row < length; row++) {
                  block.offerRow(group, row);
                }
              }
            }
          });
    }
  }

  /** Runs rounds until little changes. */
  private void descend(double done) {
    double share = (1 - done) / 2;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Candidates candidates = new Candidates(lists, n, effort.candidates, seed + round);
      float[] limits = new float[n];
      for (int i = 0; i < n; i++) {
        limits[i] = lists.limit(i);
      }
      Parallel.blocks(
          n,
          TASK,
          run,
          STAGE,
          done,
          share,
          (start, end) -> {
            Block block = new Block(2 * effort.candidates);
            for (int i = start; i < end; i++) {
              block.join(candidates, i, limits);
            }
          });
      if (lists.news() <= effort.delta * n * lists.length()) {
        break;
      }
      done += share;
      share /= 2;
    }
    run.step(new Progress(STAGE, 1, ""));
  }

  /** Returns the content of the lists, with indices mapped back to the original order. */
  private Found found(int[] order) {
    int length = lists.length();
    int[] found = new int[n * length];
    for (int i = 0; i < n; i++) {
      int row = order[i] * length;
      for (int rank = 0; rank < length; rank++) {
        int index = NeighbourLists.index(lists.get(i, rank));
        found[row + rank] = order[index];
      }
    }
    return new Found(order, found);
  }

  /** Points that are compared with each other. */
  private final class Block {
    private final int[] ids;
    private final float[] values; // (ids x stride)
    private final float[][] columns; // (stride x ids)
    private final float[][] squared; // (candidates x ids)
    private final long[] batch;
    private int size;

    Block(int capacity) {
      ids = new int[capacity];
      values = new float[capacity * rows.stride];
      columns = new float[rows.stride][capacity];
      squared = new float[effort.candidates][capacity];
      batch = new long[capacity];
    }

    void gather(int[] source, int from, int length) {
      size = 0;
      add(source, from, length);
      turn();
    }

    private void add(int[] source, int from, int length) {
      int stride = rows.stride;
      for (int i = from; i < from + length; i++) {
        System.arraycopy(rows.values, source[i] * stride, values, size * stride, stride);
        ids[size++] = source[i];
      }
    }

    private void turn() {
      int stride = rows.stride;
      for (int from = 0; from < size; from += TURN) {
        int to = Math.min(size, from + TURN);
        for (int c = 0; c < stride; c++) {
          float[] column = columns[c];
          for (int i = from; i < to; i++) {
            column[i] = values[i * stride + c];
          }
        }
      }
    }

    /** Computes the distances of some points to all. */
    void compare(int first, int count) {
      BlockDistances.write(values, first, count, rows.stride, columns, size, squared);
    }

    /**
     * Offers all points to one of those compared with them; must not be called concurrently for it.
     */
    void offerRow(int first, int row) {
      int point = ids[first + row];
      lists.offer(point, batch, within(row, first + row, lists.limit(point)));
    }

    /** Writes the entries close enough to the point at {@code self} to the batch. */
    private int within(int row, int self, float limit) {
      float[] distances = squared[row];
      int count = 0;
      for (int j = 0; j < size; j++) {
        if (distances[j] <= limit && j != self) {
          batch[count++] = NeighbourLists.entry(distances[j], ids[j]);
        }
      }
      return count;
    }

    /** Compares a point's new candidates with each other and with the old ones. */
    void join(Candidates candidates, int point, float[] limits) {
      int fresh = candidates.news(point);
      if (fresh == 0) {
        return;
      }
      size = 0;
      add(candidates.indices, candidates.start(point), fresh);
      add(candidates.indices, candidates.start(point) + effort.candidates, candidates.olds(point));
      turn();
      compare(0, fresh);
      for (int i = 0; i < size; i++) {
        int id = ids[i];
        int count = 0;
        if (i < fresh) {
          count = within(i, i, limits[id]);
        } else {
          for (int j = 0; j < fresh; j++) {
            if (squared[j][i] <= limits[id]) {
              batch[count++] = NeighbourLists.entry(squared[j][i], ids[j]);
            }
          }
        }
        if (count > 0) {
          synchronized (locks[id % locks.length]) {
            lists.offer(id, batch, count);
          }
        }
      }
    }
  }
}
