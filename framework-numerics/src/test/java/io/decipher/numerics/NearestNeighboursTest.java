// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.CancellationToken;
import io.decipher.api.FloatMatrix;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import java.util.Comparator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNeighboursTest {
  private static final RunContext RUN = RunContext.seeded(0);

  private static double squared(FloatMatrix points, int i, int j) {
    double sum = 0;
    for (int c = 0; c < points.columns(); c++) {
      double difference = (double) points.get(i, c) - points.get(j, c);
      sum += difference * difference;
    }
    return sum;
  }

  /** All neighbours of a point by a plain sort: itself, then by distance, then by index. */
  private static int[] naive(FloatMatrix points, int i, int count) {
    return IntStream.range(0, points.rows())
        .boxed()
        .sorted(
            Comparator.<Integer>comparingInt(j -> j == i ? 0 : 1)
                .thenComparingDouble(j -> squared(points, i, j))
                .thenComparingInt(j -> j))
        .limit(count)
        .mapToInt(j -> j)
        .toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 3, 1, false", "2, 1, 2, false", "50, 2, 50, false", "700, 1, 5, false",
    "1300, 7, 12, false", "600, 64, 30, false", "700, 3, 9, true", "1100, 2, 20, true"
  })
  void they_are_those_that_a_plain_sort_finds(int n, int d, int count, boolean ties) {
    FloatMatrix points = NormalPoints.of(n, d, 7, ties);
    NearestNeighbours found = NearestNeighbours.exact(points, count, RUN);
    for (int i = 0; i < n; i++) {
      int[] expected = naive(points, i, count);
      for (int k = 0; k < count; k++) {
        assertThat(found.indices()[i * count + k]).isEqualTo(expected[k]);
        assertThat(found.distances()[i * count + k])
            .isEqualTo((float) Math.sqrt(squared(points, i, expected[k])));
      }
    }
  }

  @Test
  void the_neighbours_of_other_points_are_those_they_have_in_one_set_with_them() {
    FloatMatrix points = NormalPoints.of(700, 5, 7, false);
    FloatMatrix queries = NormalPoints.of(90, 5, 8, false);
    NearestNeighbours found = NearestNeighbours.exact(queries, points, 4, RUN);
    for (int i = 0; i < 90; i++) {
      FloatMatrix joined = FloatMatrix.concat(points, queries.slice(i, 1));
      int[] expected = naive(joined, 700, 5);
      for (int rank = 0; rank < 4; rank++) {
        assertThat(found.index(i, rank)).isEqualTo(expected[rank + 1]);
        assertThat(found.distance(i, rank))
            .isEqualTo((float) Math.sqrt(squared(joined, 700, expected[rank + 1])));
      }
    }
  }

  @Test
  void a_point_is_its_own_first_neighbour_even_among_duplicates() {
    FloatMatrix points = FloatMatrix.wrap(600, 2, new float[1200]);
    NearestNeighbours found = NearestNeighbours.exact(points, 3, RUN);
    assertThat(found.indices()[3 * 599]).isEqualTo(599);
    assertThat(found.indices()[3 * 599 + 1]).isZero();
    assertThat(found.indices()[3 * 599 + 2]).isEqualTo(1);
    assertThat(found.distances()).containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource({"1e30", "3e38", "1e-30", "1e-38"})
  void extreme_units_change_no_neighbour(float unit) {
    float[] values = {0, 0.25f, 0.6f, 1, 0.125f};
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = values[i] * unit;
    }
    int[] plain = NearestNeighbours.exact(FloatMatrix.wrap(5, 1, values), 3, RUN).indices();
    NearestNeighbours found = NearestNeighbours.exact(FloatMatrix.wrap(5, 1, scaled), 3, RUN);
    assertThat(found.indices()).isEqualTo(plain);
    for (float distance : found.distances()) {
      assertThat(distance).isFinite();
    }
  }

  @Test
  void the_number_of_threads_changes_nothing() throws Exception {
    FloatMatrix points = NormalPoints.of(2000, 5, 3, true);
    int[][] found = new int[2][];
    int at = 0;
    for (int threads : new int[] {1, 4}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      found[at++] = pool.submit(() -> NearestNeighbours.exact(points, 15, RUN).indices()).get();
      pool.shutdown();
    }
    assertThat(found[0]).isEqualTo(found[1]);
  }

  @Test
  void a_cancelled_run_stops() {
    CancellationToken token = new CancellationToken();
    ProgressListener cancelling = progress -> token.cancel();
    RunContext run = RunContext.of(0, cancelling, token);
    assertThatThrownBy(() -> NearestNeighbours.exact(NormalPoints.of(5000, 3, 1, false), 5, run))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void more_neighbours_than_points_are_refused() {
    assertThatThrownBy(() -> NearestNeighbours.exact(NormalPoints.of(3, 2, 1, false), 4, RUN))
        .hasMessage("count must be in [1, 3], the number of points, but was 4");
  }

  private static void assertSound(NearestNeighbours found, FloatMatrix points) {
    int count = found.count();
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.index(i, 0)).isEqualTo(i);
      assertThat(IntStream.range(i * count, (i + 1) * count).map(at -> found.indices()[at]))
          .doesNotHaveDuplicates();
      for (int rank = 1; rank < count; rank++) {
        assertThat(found.distance(i, rank)).isGreaterThanOrEqualTo(found.distance(i, rank - 1));
      }
      int last = found.index(i, count - 1);
      assertThat(found.distance(i, count - 1))
          .isEqualTo((float) Math.sqrt(squared(points, i, last)));
    }
  }

  @ParameterizedTest
  @CsvSource({"6000, 2, 15, 0.99", "6000, 10, 15, 0.97", "5000, 33, 30, 0.9"})
  void approximate_ones_are_nearly_all_right(int n, int d, int count, double recall) {
    FloatMatrix points = NormalPoints.of(n, d, 7, false);
    NearestNeighbours found = NearestNeighbours.approximate(points, count, RUN);
    assertSound(found, points);
    assertThat(found.recall(points, 300, RUN)).isBetween(recall, 1.0);
    assertThat(NearestNeighbours.exact(points, count, RUN).recall(points, 50, RUN)).isEqualTo(1);
  }

  /** Points of {@code d} columns that vary in {@code rank} directions, and a little in all. */
  private static FloatMatrix embedded(int n, int d, int rank) {
    float[] inner = NormalPoints.of(n, rank, 5, false).toArray();
    float[] axes = NormalPoints.of(rank, d, 6, false).toArray();
    float[] values = NormalPoints.of(n, d, 7, false).toArray();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        values[i * d + j] *= 0.01f;
        for (int c = 0; c < rank; c++) {
          values[i * d + j] += inner[i * rank + c] * axes[c * d + j];
        }
      }
    }
    return FloatMatrix.wrap(n, d, values);
  }

  @Test
  void of_many_columns_that_hold_little_nearly_all_are_found() {
    FloatMatrix points = embedded(4500, 150, 8);
    NearestNeighbours found = NearestNeighbours.approximate(points, 10, RUN);
    assertSound(found, points);
    assertThat(found.recall(points, 200, RUN)).isGreaterThan(0.97);
  }

  @Test
  void of_many_columns_without_structure_more_are_found_than_principal_components_would() {
    FloatMatrix points = NormalPoints.of(4500, 150, 9, false);
    NearestNeighbours found = NearestNeighbours.approximate(points, 10, RUN);
    FloatMatrix principal =
        PrincipalComponents.of(points, 64, PrincipalComponents.Solver.AUTO, RUN)
            .project(points, RUN);
    NearestNeighbours byPrincipal = NearestNeighbours.exact(principal, 10, RUN);
    int[] right = NearestNeighbours.exact(points, 10, RUN).indices();
    assertThat(common(found.indices(), right, 10))
        .isGreaterThan(2 * common(byPrincipal.indices(), right, 10));
  }

  private static long common(int[] a, int[] b, int count) {
    long common = 0;
    for (int at = 0; at < a.length; at++) {
      int from = at - at % count;
      for (int other = from + 1; other < from + count; other++) {
        common += at != from && a[at] == b[other] ? 1 : 0;
      }
    }
    return common;
  }

  @Test
  void approximate_ones_among_duplicates_are_at_distance_zero() {
    float[] values = NormalPoints.of(5000, 3, 2, true).toArray();
    java.util.Arrays.fill(values, 0, 3 * 2000, 0.25f);
    FloatMatrix points = FloatMatrix.wrap(5000, 3, values);
    NearestNeighbours found = NearestNeighbours.approximate(points, 12, RUN);
    assertSound(found, points);
    assertThat(found.distance(700, 11)).isZero();
    assertThat(found.recall(points, 300, RUN)).isGreaterThan(0.97);
  }

  @Test
  void approximate_ones_do_not_depend_on_the_number_of_threads_but_on_the_seed() throws Exception {
    FloatMatrix points = NormalPoints.of(5000, 20, 3, false);
    int[][] found = new int[2][];
    int at = 0;
    for (int threads : new int[] {1, 4}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      found[at++] =
          pool.submit(() -> NearestNeighbours.approximate(points, 9, RUN).indices()).get();
      pool.shutdown();
    }
    assertThat(found[0]).isEqualTo(found[1]);
    assertThat(NearestNeighbours.approximate(points, 9, RunContext.seeded(1)).indices())
        .isNotEqualTo(found[0]);
  }

  @Test
  void an_approximate_search_that_is_cancelled_stops() {
    CancellationToken token = new CancellationToken();
    RunContext run = RunContext.of(0, progress -> token.cancel(), token);
    assertThatThrownBy(
            () -> NearestNeighbours.approximate(NormalPoints.of(5000, 3, 1, false), 5, run))
        .isInstanceOf(CancellationException.class);
  }
}
