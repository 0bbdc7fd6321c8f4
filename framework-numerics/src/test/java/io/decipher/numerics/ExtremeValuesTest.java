// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One row's values, however large or small, must not change what is near to the others. */
class ExtremeValuesTest {
  private static final RunContext RUN = RunContext.seeded(1);

  private static FloatMatrix with(FloatMatrix points, int row, int column, float value) {
    float[] values = points.toArray();
    values[row * points.columns() + column] = value;
    return FloatMatrix.wrap(points.rows(), points.columns(), values);
  }

  /** The neighbours by distances in double, of equal ones the lesser index first, itself first. */
  private static int[] right(FloatMatrix points, int point, int count) {
    float[] self = points.row(point);
    double[] distance =
        IntStream.range(0, points.rows())
            .mapToDouble(i -> i == point ? -1 : BlockDistances.exact(self, points.row(i)))
            .toArray();
    return IntStream.range(0, points.rows())
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> distance[i]).thenComparing(i -> i))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static void assertRight(NearestNeighbours found, FloatMatrix points, int step) {
    assertRight(found, points, step, -1);
  }

  private static void assertRight(
      NearestNeighbours found, FloatMatrix points, int step, int butFor) {
    for (int i = 0; i < points.rows(); i += step) {
      if (i == butFor) {
        continue;
      }
      int row = i;
      int[] neighbours =
          IntStream.range(0, found.count()).map(rank -> found.index(row, rank)).toArray();
      assertThat(neighbours).as("of point %d", i).isEqualTo(right(points, i, found.count()));
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {-Float.MAX_VALUE, 1e30f, 1e25f, 1e20f, 1.00000003e16f, 1e12f, 1e-30f})
  void one_value_changes_nothing_for_the_others(float value) {
    FloatMatrix points = with(NormalPoints.of(300, 5, 3, false), 120, 2, value);
    NearestNeighbours exact = NearestNeighbours.exact(points, 8, RUN);
    // From far off all others are equally near, as far as floats can tell.
    assertRight(exact, points, 1, value < 1e19f && value > 1 ? 120 : -1);
    FloatMatrix queries = with(NormalPoints.of(40, 5, 4, false), 7, 0, value);
    NearestNeighbours between = NearestNeighbours.exact(queries, points, 8, RUN);
    NearestNeighbours alone = NearestNeighbours.exact(queries.slice(9, 1), points, 8, RUN);
    for (int rank = 0; rank < 8; rank++) {
      assertThat(between.index(9, rank)).isEqualTo(alone.index(0, rank));
    }
  }

  @Test
  void rows_of_several_magnitudes_have_neighbours_of_their_own() {
    float[] values = NormalPoints.of(120, 4, 6, false).toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] *= new float[] {1e-30f, 1, 1e30f}[i / 4 % 3];
    }
    FloatMatrix points = FloatMatrix.wrap(120, 4, values);
    assertRight(NearestNeighbours.exact(points, 6, RUN), points, 1);
  }

  @Test
  void all_values_huge_or_tiny_are_as_if_they_were_not() {
    FloatMatrix points = NormalPoints.of(200, 6, 7, true);
    int[] right = NearestNeighbours.exact(points, 7, RUN).indices();
    for (float factor : new float[] {0x1p-100f, 0x1p100f}) {
      float[] values = points.toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] *= factor;
      }
      FloatMatrix scaled = FloatMatrix.wrap(200, 6, values);
      assertThat(NearestNeighbours.exact(scaled, 7, RUN).indices()).isEqualTo(right);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 140})
  void nor_by_descent(int columns) {
    int n = 4700;
    float[] values = NormalPoints.of(n, columns, 8, false).toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] *= i % columns < 6 ? 5 : 0.05f; // so that neighbours can be found
    }
    FloatMatrix plain = FloatMatrix.wrap(n, columns, values);
    FloatMatrix points = with(with(plain, 33, 1, -Float.MAX_VALUE), 4444, 0, 1e28f);
    NearestNeighbours found = NearestNeighbours.approximate(points, 10, RUN);
    assertThat(found.recall(points, 300, RUN)).isGreaterThan(0.95);
    assertRight(found.first(2), points, 997);
    int[] extreme = IntStream.range(0, 10).map(rank -> found.index(33, rank)).toArray();
    assertThat(extreme).isEqualTo(right(points, 33, 10));
  }

  @Test
  void recall_sees_what_a_scale_for_all_would_lose() {
    FloatMatrix points = with(NormalPoints.of(400, 3, 9, false), 5, 0, -Float.MAX_VALUE);
    int[][] wrong = new int[400][3];
    float[][] distances = new float[400][3];
    for (int i = 0; i < 400; i++) {
      for (int rank = 0; rank < 3; rank++) {
        wrong[i][rank] = (i + 200 + rank) % 400;
        distances[i][rank] =
            (float) Math.sqrt(BlockDistances.exact(points.row(i), points.row(wrong[i][rank])));
      }
      Arrays.sort(distances[i]);
    }
    assertThat(NearestNeighbours.of(wrong, distances).recall(points, 200, RUN)).isLessThan(0.2);
  }
}
