package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * The k nearest neighbours of each of n points, by Euclidean distance, nearest first; equal
 * distances are ordered by index.
 *
 * <p>Among the points themselves, each point is its own first neighbour, at distance 0, even where
 * others lie at the same place. The outcome is the same for any number of threads.
 *
 * <p>Computed once, it serves whatever asks for neighbours of the same points.
 */
public final class NearestNeighbours {
  /** Differences of coordinates that are worth computing for exactness: about a second. */
  private static final double CHEAP = 1e10;

  private final int size;
  private final int count;
  private final int[] indices;
  private final float[] distances;

  NearestNeighbours(int size, int count, int[] indices, float[] distances) {
    this.size = size;
    this.count = count;
    this.indices = indices;
    this.distances = distances;
  }

  /**
   * Finds the neighbours of every point among all points: exactly where that is cheap, else as
   * {@link #approximate} does.
   *
   * @param points (n x d), finite
   * @param count k, at least 1 and at most n; the point itself counts
   * @throws IllegalArgumentException if there are fewer points than {@code count}
   */
  public static NearestNeighbours of(FloatMatrix points, int count, RunContext run) {
    double n = points.rows();
    return n * n * points.columns() <= CHEAP
        ? exact(points, count, run)
        : approximate(points, count, run);
  }

  /**
   * Finds the neighbours of every point among all points by looking at all of them.
   *
   * @param points (n x d), finite
   * @param count k, at least 1 and at most n; the point itself counts
   * @throws IllegalArgumentException if there are fewer points than {@code count}
   * @implNote O(n² d) time, O(n (d + k)) memory
   */
  public static NearestNeighbours exact(FloatMatrix points, int count, RunContext run) {
    requireCount(points, count);
    return BlockedSearch.among(points, count, run);
  }

  /**
   * Finds, for every point, points that are nearly always its nearest: by NN-descent from
   * random-projection trees, beyond 128 columns among the first principal components first. The
   * fewer directions the points really vary in, the fewer are missed; {@link #recall} tells. Few
   * points are searched exactly.
   *
   * @param points (n x d), finite
   * @param count k, at least 1 and at most n; the point itself counts
   * @param run its seed decides
   * @throws IllegalArgumentException if there are fewer points than {@code count}
   * @implNote about O(n (d + k²)) time for each of some rounds, O(n (d + k)) memory
   * @see <a href="https://doi.org/10.1145/1963405.1963487">Dong, Moses, Li 2011</a>
   */
  public static NearestNeighbours approximate(FloatMatrix points, int count, RunContext run) {
    requireCount(points, count);
    return count == 1 || NeighbourDescent.isPointless(points.rows(), count)
        ? exact(points, count, run)
        : NeighbourDescent.search(points, count, run);
  }

  /**
   * Finds the neighbours of each query among points that it is none of, by looking at all of them.
   *
   * @param queries (n x d), finite
   * @param points (m x d), finite; the neighbours' indices are its rows
   * @param count k, at least 1 and at most m
   * @throws IllegalArgumentException if there are fewer points than {@code count}, or they have
   *     another number of columns than the queries
   * @implNote O(n m d) time, O((n + m) d + n k) memory
   */
  public static NearestNeighbours exact(
      FloatMatrix queries, FloatMatrix points, int count, RunContext run) {
    requireCount(points, count);
    if (queries.columns() != points.columns()) {
      throw new IllegalArgumentException(
          "queries have "
              + queries.columns()
              + " columns, but the points they are sought among have "
              + points.columns());
    }
    return BlockedSearch.between(queries, points, count, run);
  }

  private static void requireCount(FloatMatrix points, int count) {
    if (count < 1 || count > points.rows()) {
      throw new IllegalArgumentException(
          "count must be in [1, " + points.rows() + "], the number of points, but was " + count);
    }
  }

  /**
   * Returns the share of the exact neighbours that are among these, over some points drawn at
   * random; a point itself does not count, and of equal distances any is right.
   *
   * @param points those whose neighbours these are
   * @param sample how many are drawn, at least 1
   * @param run its seed draws
   * @return in [0, 1], or 1 if there are no neighbours to miss
   * @implNote O(sample n d) time
   */
  public double recall(FloatMatrix points, int sample, RunContext run) {
    if (sample < 1) {
      throw new IllegalArgumentException("sample must be at least 1, but was " + sample);
    }
    if (points.rows() != size) {
      throw new IllegalArgumentException(
          "these are neighbours of " + size + " points, but there are " + points.rows());
    }
    if (count == 1 || size == 0) {
      return 1;
    }
    int[] drawn =
        new SplittableRandom(run.seed("neighbours/recall")).ints(sample, 0, size).toArray();
    // Among all points each is at distance 0 to one at least, itself or a duplicate.
    NearestNeighbours exact = exact(points.select(drawn), points, count, run);
    long found = 0;
    for (int i = 0; i < sample; i++) {
      float limit = exact.distance(i, count - 1);
      for (int rank = 1; rank < count; rank++) {
        found += distance(drawn[i], rank) <= limit ? 1 : 0;
      }
    }
    return found / (sample * (count - 1.0));
  }

  /** Returns n, the number of points whose neighbours these are. */
  public int size() {
    return size;
  }

  /** Returns k, the neighbours of each point. */
  public int count() {
    return count;
  }

  /**
   * Returns a neighbour of a point.
   *
   * @param point in [0, n)
   * @param rank in [0, k), 0 being the nearest
   */
  public int index(int point, int rank) {
    return indices[at(point, rank)];
  }

  /**
   * Returns how far a neighbour is from a point, in the units of the points.
   *
   * @param point in [0, n)
   * @param rank in [0, k), 0 being the nearest
   */
  public float distance(int point, int rank) {
    return distances[at(point, rank)];
  }

  private int at(int point, int rank) {
    return Objects.checkIndex(point, size) * count + Objects.checkIndex(rank, count);
  }

  /** Returns the nearest {@code count} of these, from 1 to k. */
  public NearestNeighbours first(int count) {
    if (count == this.count) {
      return this;
    }
    int[] nearer = new int[size * count];
    float[] shorter = new float[size * count];
    for (int i = 0; i < size; i++) {
      System.arraycopy(indices, i * this.count, nearer, i * count, count);
      System.arraycopy(distances, i * this.count, shorter, i * count, count);
    }
    return new NearestNeighbours(size, count, nearer, shorter);
  }

  /** Returns a copy of the neighbours, (n x k), row-major. */
  public int[] indices() {
    return indices.clone();
  }

  /** Returns a copy of their distances, (n x k), row-major. */
  public float[] distances() {
    return distances.clone();
  }
}
