// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The k nearest neighbours of each of n points by Euclidean distance, nearest first; equal
 * distances are ordered by index. They can also be {@linkplain #of(int[][], float[][]) given as
 * lists}, or {@linkplain #balanced balanced over groups}.
 *
 * <p>Among the points themselves, each point is its own first neighbour, at distance 0, even if
 * other points coincide with it. The result does not depend on the number of threads.
 *
 * <p>An instance can be shared by all users of the same points.
 */
public final class NearestNeighbours {
  /** The number of coordinate differences for which exactness is worthwhile: about a second. */
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
   * Wraps neighbours that were found in another way: by another metric, in a precomputed graph, or
   * by criteria other than distance.
   *
   * @param neighbours the neighbours of each point, without itself, the same number for each, (n)(k
   *     - 1)
   * @param distances their distances, ascending in each list, finite and 0 or more, (n)(k - 1)
   * @return the same lists, each preceded by the point itself
   * @throws IllegalArgumentException if a list is invalid: of another length, with a neighbour out
   *     of range or repeated, or not ascending; names the point
   */
  public static NearestNeighbours of(int[][] neighbours, float[][] distances) {
    int n = neighbours.length;
    require(distances.length == n, n + " lists of neighbours", distances.length + " of distances");
    int count = n == 0 ? 1 : neighbours[0].length + 1;
    int[] indices = new int[Math.multiplyExact(n, count)];
    float[] flat = new float[n * count];
    int[] seen = new int[n]; // 1 + the last point whose list contained each
    for (int i = 0; i < n; i++) {
      String list = "neighbours of point " + i;
      require(
          neighbours[i].length == count - 1 && distances[i].length == count - 1,
          (count - 1) + " " + list + ", as of point 0",
          neighbours[i].length + " with " + distances[i].length + " distances");
      indices[i * count] = i;
      seen[i] = i + 1;
      float before = 0;
      for (int rank = 1; rank < count; rank++) {
        int neighbour = neighbours[i][rank - 1];
        float distance = distances[i][rank - 1];
        require(
            neighbour >= 0 && neighbour < n && seen[neighbour] != i + 1,
            list + " from 0 to " + (n - 1) + ", other than itself, each once",
            neighbour);
        require(
            distance >= before && distance < Float.POSITIVE_INFINITY,
            list + " nearest first, at finite distances of 0 or more",
            distance + " after " + before);
        seen[neighbour] = i + 1;
        before = distance;
        indices[i * count + rank] = neighbour;
        flat[i * count + rank] = distance;
      }
    }
    return new NearestNeighbours(n, count, indices, flat);
  }

  private static void require(boolean met, String expected, Object found) {
    if (!met) {
      throw new IllegalArgumentException("expected " + expected + ", but found " + found);
    }
  }

  /**
   * Finds, for every point, the nearest neighbours in each group. The resulting graph connects
   * groups wherever they overlap, so an embedding of it is not separated by what distinguishes the
   * groups, such as the batch, recorder or site of the points.
   *
   * @param points (n x d), finite
   * @param groups the group of each point, 0 or more; negative if unknown: such a point has
   *     neighbours in each group, but is no neighbour of other points
   * @param kPerGroup the number of neighbours per group, at least 1; excludes the point itself
   * @param metric Euclidean; or cosine, by Euclidean distances between points scaled to unit length
   * @return kPerGroup neighbours of each point per group, nearest first, preceded by the point
   * @throws DecipherException if a group has no more than {@code kPerGroup} points, if there is no
   *     group, or if the metric is cosine and a row is all zeros
   * @throws IllegalArgumentException if there is not one group per point, if {@code kPerGroup} is
   *     below 1, or if the metric is Manhattan
   * @implNote O(n² d) time, O(n (d + kPerGroup groups)) memory
   * @see <a href="https://doi.org/10.1093/bioinformatics/btz625">Polański et al. 2020 (BBKNN)</a>
   */
  public static NearestNeighbours balanced(
      FloatMatrix points, int[] groups, int kPerGroup, Metric metric, RunContext run) {
    int n = points.rows();
    require(groups.length == n, n + " groups, one per point", groups.length);
    require(kPerGroup >= 1, "1 or more neighbours per group", kPerGroup);
    require(metric != Metric.MANHATTAN, "metric euclidean or cosine", "manhattan");
    FloatMatrix compared =
        metric == Metric.COSINE ? Points.toUnitLength(points, "neighbours") : points;
    int[] distinct = IntStream.of(groups).filter(group -> group >= 0).distinct().sorted().toArray();
    if (distinct.length == 0 && n > 0) {
      throw new DecipherException(
          "balanced neighbours: the group of no point is known; expected 0 or more for some");
    }
    int each = distinct.length * kPerGroup;
    int[][] neighbours = new int[n][each];
    float[][] distances = new float[n][each];
    for (int at = 0; at < distinct.length; at++) {
      int group = distinct[at];
      int[] members = IntStream.range(0, n).filter(i -> groups[i] == group).toArray();
      int[] others = IntStream.range(0, n).filter(i -> groups[i] != group).toArray();
      if (members.length <= kPerGroup) {
        throw new DecipherException(
            "balanced neighbours: group "
                + group
                + " has "
                + members.length
                + " points; expected more than the "
                + kPerGroup
                + " neighbours asked for of each group (ask for fewer, or merge small groups)");
      }
      FloatMatrix inside = compared.select(members);
      NearestNeighbours within = exact(inside, kPerGroup + 1, run);
      NearestNeighbours across = exact(compared.select(others), inside, kPerGroup, run);
      for (int rank = 0; rank < kPerGroup; rank++) {
        int to = at * kPerGroup + rank;
        for (int i = 0; i < members.length; i++) {
          neighbours[members[i]][to] = members[within.index(i, rank + 1)];
          distances[members[i]][to] = within.distance(i, rank + 1);
        }
        for (int i = 0; i < others.length; i++) {
          neighbours[others[i]][to] = members[across.index(i, rank)];
          distances[others[i]][to] = across.distance(i, rank);
        }
      }
    }
    for (int i = 0; i < n; i++) {
      sort(neighbours[i], distances[i]);
    }
    return of(neighbours, distances);
  }

  /** Sorts neighbours by distance, then by index. */
  private static void sort(int[] neighbours, float[] distances) {
    long[] keys = new long[neighbours.length];
    for (int rank = 0; rank < keys.length; rank++) {
      keys[rank] = (long) Float.floatToRawIntBits(distances[rank]) << 32 | neighbours[rank];
    }
    Arrays.sort(keys);
    for (int rank = 0; rank < keys.length; rank++) {
      neighbours[rank] = (int) keys[rank];
      distances[rank] = Float.intBitsToFloat((int) (keys[rank] >>> 32));
    }
  }

  /**
   * Finds the neighbours of every point among all points: exactly if that is cheap, otherwise like
   * {@link #approximate}.
   *
   * @param points (n x d), finite
   * @param count k, at least 1 and at most n; includes the point itself
   * @throws IllegalArgumentException if there are fewer points than {@code count}
   */
  public static NearestNeighbours of(FloatMatrix points, int count, RunContext run) {
    double n = points.rows();
    return n * n * points.columns() <= CHEAP
        ? exact(points, count, run)
        : approximate(points, count, run);
  }

  /**
   * Finds the exact neighbours of every point among all points by brute force.
   *
   * @param points (n x d), finite
   * @param count k, at least 1 and at most n; includes the point itself
   * @throws IllegalArgumentException if there are fewer points than {@code count}
   * @implNote O(n² d) time, O(n (d + k)) memory
   */
  public static NearestNeighbours exact(FloatMatrix points, int count, RunContext run) {
    requireCount(points, count);
    return BlockedSearch.among(points, count, run);
  }

  /**
   * Finds approximate neighbours of every point by NN-descent, initialised by random-projection
   * trees; beyond 128 columns, first in a subspace of principal components. The lower the intrinsic
   * dimension of the points, the fewer neighbours are missed; see {@link #recall}. Few points are
   * searched exactly.
   *
   * @param points (n x d), finite
   * @param count k, at least 1 and at most n; includes the point itself
   * @param run provides the seed
   * @throws IllegalArgumentException if there are fewer points than {@code count}
   * @implNote about O(n (d + k²)) time for each of several rounds, O(n (d + k)) memory
   * @see <a href="https://doi.org/10.1145/1963405.1963487">Dong, Moses, Li 2011</a>
   */
  public static NearestNeighbours approximate(FloatMatrix points, int count, RunContext run) {
    requireCount(points, count);
    return count == 1 || NeighbourDescent.isPointless(points.rows(), count)
        ? exact(points, count, run)
        : NeighbourDescent.search(points, count, run);
  }

  /**
   * Finds the exact neighbours of each query among other points by brute force.
   *
   * @param queries (n x d), finite
   * @param points (m x d), finite; neighbours are given as row indices of these
   * @param count k, at least 1 and at most m
   * @throws IllegalArgumentException if there are fewer points than {@code count}, or the number of
   *     columns differs from that of the queries
   * @implNote O(n m d) time, O((n + m) d + n k) memory
   */
  public static NearestNeighbours exact(
      FloatMatrix queries, FloatMatrix points, int count, RunContext run) {
    requireCount(points, count);
    if (queries.columns() != points.columns()) {
      throw new IllegalArgumentException(
          "queries have "
              + queries.columns()
              + " columns, but the points to search have "
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
   * Returns the recall of these neighbours: the fraction of exact neighbours that are among them,
   * over a random sample of points; excludes the point itself, and among equal distances any
   * neighbour is correct.
   *
   * @param points the points whose neighbours these are
   * @param sample the number of sampled points, at least 1
   * @param run provides the seed
   * @return in [0, 1]; 1 if there are no neighbours
   * @implNote O(sample n d) time
   */
  public double recall(FloatMatrix points, int sample, RunContext run) {
    if (sample < 1) {
      throw new IllegalArgumentException("sample must be at least 1, but was " + sample);
    }
    if (points.rows() != size) {
      throw new IllegalArgumentException(
          "these are the neighbours of " + size + " points, but there are " + points.rows());
    }
    if (count == 1 || size == 0) {
      return 1;
    }
    int[] drawn =
        new SplittableRandom(run.seed("neighbours/recall")).ints(sample, 0, size).toArray();
    // Each point has distance 0 to at least one point, itself or a duplicate.
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

  /** Returns n, the number of points. */
  public int size() {
    return size;
  }

  /** Returns k, the number of neighbours of each point. */
  public int count() {
    return count;
  }

  /** Returns a point's neighbours without itself, nearest first, (k - 1). */
  public int[] others(int point) {
    int from = Objects.checkIndex(point, size) * count;
    return Arrays.copyOfRange(indices, from + 1, from + count);
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
   * Returns the distance of a neighbour, in the units of the points.
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

  /** Returns the nearest {@code count} neighbours of each point, from 1 to k. */
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
