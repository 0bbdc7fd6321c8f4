// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.Comparison;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.numerics.Metric;
import io.decipher.numerics.NearestNeighbours;
import io.decipher.numerics.Parallel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Samples as points with their nearest neighbours: by Euclidean distance; by a feature's own
 * dissimilarity, among the nearest points by Euclidean distance; or with equally many neighbours
 * for each value of a nuisance attribute.
 */
public final class FeatureSpace {
  /**
   * The number of nearest points, including other kinds, that are reranked by a feature's own
   * dissimilarity.
   */
  private static final int CANDIDATES = 61;

  private static final int TASK = 64;
  private static final int ABSENT = -1;

  private final FloatMatrix points;
  private final List<Compared> compared;
  private final int[] groups;
  private @Nullable NearestNeighbours known; // by how many neighbours were asked for last
  private int knownOf;

  /**
   * Features with their own dissimilarity.
   *
   * @param vectors as produced by the encoder, (n x features)
   * @param comparison the dissimilarity
   * @param scale the factor by which its values are multiplied, as the points were
   * @param from the first column of these features among the points
   * @param to the column after the last
   */
  record Compared(FloatMatrix vectors, Comparison comparison, float scale, int from, int to) {
    Compared select(int[] rows) {
      return new Compared(vectors.select(rows), comparison, scale, from, to);
    }
  }

  /**
   * Creates a space.
   *
   * @param points (n x d)
   * @param compared the features with their own dissimilarity
   * @param groups the value of the nuisance attribute, (n), 0 or more, or negative if it is
   *     unknown; empty if there is none
   */
  FeatureSpace(FloatMatrix points, List<Compared> compared, int[] groups) {
    this.points = points;
    this.compared = List.copyOf(compared);
    this.groups = groups.clone();
  }

  /** Returns a space of points with Euclidean distances. */
  public static FeatureSpace of(FloatMatrix points) {
    return new FeatureSpace(points, List.of(), new int[0]);
  }

  /** Returns the points, (n x d). */
  public FloatMatrix points() {
    return points;
  }

  /** Returns the number of samples. */
  public int size() {
    return points.rows();
  }

  /** Returns whether neighbours are determined by Euclidean distance alone. */
  public boolean isPlain() {
    return compared.isEmpty() && groups.length == 0;
  }

  /** Returns the number of values of the nuisance attribute, at least 1. */
  int values() {
    return Math.max(1, (int) Arrays.stream(groups).filter(group -> group >= 0).distinct().count());
  }

  /** Returns a sample's value of the nuisance attribute; 0 if there is none. */
  int value(int sample) {
    return groups.length == 0 ? 0 : groups[sample];
  }

  /** Returns the space of a subset of the samples. */
  public FeatureSpace select(int... rows) {
    return new FeatureSpace(
        points.select(rows),
        compared.stream().map(each -> each.select(rows)).toList(),
        groups.length == 0 ? groups : Arrays.stream(rows).map(row -> groups[row]).toArray());
  }

  /**
   * Returns the nearest neighbours of each sample, itself first. They are found once: what is asked
   * for again, to lay the same samples out by another seed, is known.
   *
   * @param count the number of neighbours, including itself; a lower bound if balanced over values
   */
  public synchronized NearestNeighbours neighbours(int count, RunContext run) {
    NearestNeighbours found = known;
    if (found == null || knownOf != count) {
      found = nearest(count, run);
      known = found;
      knownOf = count;
    }
    return found;
  }

  private NearestNeighbours nearest(int count, RunContext run) {
    int n = size();
    if (groups.length > 0) {
      int values = values();
      int each = Math.max(1, (int) Math.ceil((count - 1.0) / values));
      NearestNeighbours balanced =
          NearestNeighbours.balanced(points, groups, widened(each), Metric.EUCLIDEAN, run);
      return quota(compare(balanced, run), each, values);
    }
    int looked = compared.isEmpty() ? count : Math.max(count, CANDIDATES);
    NearestNeighbours near = NearestNeighbours.of(points, Math.min(n, looked), run);
    return compare(near, run).first(Math.min(n, count));
  }

  /**
   * Returns the number of candidates per value to rerank. Each comparison takes microseconds, so
   * long lists have no additional candidates.
   */
  private int widened(int each) {
    if (compared.isEmpty()) {
      return each;
    }
    int[] sizes = new int[Arrays.stream(groups).max().orElse(0) + 1];
    for (int group : groups) {
      if (group >= 0) {
        sizes[group]++;
      }
    }
    int least = Arrays.stream(sizes).filter(size -> size > 0).min().orElse(1);
    int among = Math.min(3 * each, (2 * CANDIDATES + values() - 1) / values());
    return Math.max(each, Math.min(among, least - 1));
  }

  /** Keeps the same number of neighbours for each value. */
  private NearestNeighbours quota(NearestNeighbours near, int each, int values) {
    int n = size();
    int[][] neighbours = new int[n][each * values];
    float[][] distances = new float[n][each * values];
    for (int i = 0; i < n; i++) {
      int[] taken = new int[Arrays.stream(groups).max().orElse(0) + 1];
      int at = 0;
      for (int rank = 1; rank < near.count() && at < each * values; rank++) {
        int other = near.index(i, rank);
        if (taken[groups[other]]++ < each) {
          neighbours[i][at] = other;
          distances[i][at++] = near.distance(i, rank);
        }
      }
    }
    return NearestNeighbours.of(neighbours, distances);
  }

  /** Reranks neighbours by the features' own dissimilarity. */
  private NearestNeighbours compare(NearestNeighbours near, RunContext run) {
    if (compared.isEmpty()) {
      return near;
    }
    int n = size();
    int others = near.count() - 1;
    float[][] once = dissimilarities(near, run);
    int[][] neighbours = new int[n][others];
    float[][] distances = new float[n][others];
    for (int i = 0; i < n; i++) {
      long[] keys = new long[others];
      for (int rank = 0; rank < others; rank++) {
        int other = near.index(i, rank + 1);
        int mutual = other < i ? rank(near, other, i) : ABSENT;
        float distance = mutual == ABSENT ? once[i][rank] : once[other][mutual];
        keys[rank] = (long) Float.floatToRawIntBits(distance) << 32 | other;
      }
      Arrays.sort(keys);
      for (int rank = 0; rank < others; rank++) {
        neighbours[i][rank] = (int) keys[rank];
        distances[i][rank] = Float.intBitsToFloat((int) (keys[rank] >>> 32));
      }
    }
    return NearestNeighbours.of(neighbours, distances);
  }

  /**
   * Returns the dissimilarity of each sample and its neighbours, (n x neighbours); of two samples
   * that are neighbours of each other only in the row of the first, for it is symmetric and takes
   * microseconds.
   */
  private float[][] dissimilarities(NearestNeighbours near, RunContext run) {
    int n = size();
    int others = near.count() - 1;
    float[][] once = new float[n][others];
    Parallel.run(
        (n + TASK - 1) / TASK,
        "comparing neighbours",
        run,
        task -> {
          Distances between = new Distances();
          for (int i = task * TASK; i < Math.min(n, (task + 1) * TASK); i++) {
            between.from(i);
            for (int rank = 0; rank < others; rank++) {
              int other = near.index(i, rank + 1);
              if (other > i || rank(near, other, i) == ABSENT) {
                once[i][rank] = between.to(other);
              }
            }
          }
        });
    return once;
  }

  /** Returns which neighbour of a sample another is, from 0; {@link #ABSENT} if it is none. */
  private static int rank(NearestNeighbours near, int sample, int other) {
    for (int rank = 1; rank < near.count(); rank++) {
      if (near.index(sample, rank) == other) {
        return rank - 1;
      }
    }
    return ABSENT;
  }

  /** Computes distances from one sample, in one thread. */
  private final class Distances {
    private final List<Comparison.Comparer> comparers =
        compared.stream().map(each -> each.comparison().comparer()).toList();
    private final float[][] own =
        compared.stream().map(each -> new float[each.vectors().columns()]).toArray(float[][]::new);
    private final float[][] others =
        compared.stream().map(each -> new float[each.vectors().columns()]).toArray(float[][]::new);
    private final int[] plain; // columns compared by Euclidean distance
    private final float[] a = new float[points.columns()];
    private final float[] b = new float[points.columns()];

    Distances() {
      boolean[] own = new boolean[points.columns()];
      for (Compared each : compared) {
        Arrays.fill(own, each.from(), each.to(), true);
      }
      plain = IntStream.range(0, own.length).filter(column -> !own[column]).toArray();
    }

    void from(int sample) {
      points.copyRows(sample, 1, a, 0);
      for (int i = 0; i < own.length; i++) {
        compared.get(i).vectors().copyRows(sample, 1, own[i], 0);
      }
    }

    float to(int sample) {
      points.copyRows(sample, 1, b, 0);
      double sum = 0;
      for (int column : plain) {
        double difference = (double) a[column] - b[column];
        sum += difference * difference;
      }
      for (int i = 0; i < own.length; i++) {
        Compared each = compared.get(i);
        each.vectors().copyRows(sample, 1, others[i], 0);
        double distance = each.scale() * comparers.get(i).distance(own[i], others[i]);
        sum += distance * distance;
      }
      return (float) Math.sqrt(sum);
    }
  }
}
