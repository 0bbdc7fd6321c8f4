package io.decipher.clustering;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.Objects;

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
    return exact(points, count, run);
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
   * Finds, for every point, points that are nearly always its nearest.
   *
   * @param points (n x d), finite
   * @param count k, at least 1 and at most n; the point itself counts
   * @param run its seed decides
   * @throws IllegalArgumentException if there are fewer points than {@code count}
   */
  public static NearestNeighbours approximate(FloatMatrix points, int count, RunContext run) {
    return exact(points, count, run);
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
  NearestNeighbours first(int count) {
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

  /** Returns the neighbours, (n x k), row-major; not a copy. */
  int[] indices() {
    return indices;
  }

  /** Returns their distances, (n x k), row-major; not a copy. */
  float[] distances() {
    return distances;
  }
}
