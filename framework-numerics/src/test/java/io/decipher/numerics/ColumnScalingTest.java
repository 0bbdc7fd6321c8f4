// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.decipher.api.FloatMatrix;
import io.decipher.numerics.ColumnScaling.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnScalingTest {
  private static FloatMatrix people() {
    float[] values = NormalPoints.of(400, 3, 5, false).toArray();
    for (int i = 0; i < 400; i++) {
      values[3 * i] = 40 + 12 * values[3 * i];
      values[3 * i + 1] = 50_000 + 15_000 * values[3 * i + 1];
      values[3 * i + 2] = 7;
    }
    return FloatMatrix.wrap(400, 3, values);
  }

  @Test
  void standard_gives_mean_0_and_deviation_1_and_a_constant_column_0() {
    FloatMatrix points = people();
    FloatMatrix scaled = ColumnScaling.of(points, Kind.STANDARD).apply(points);
    for (int j = 0; j < 2; j++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < 400; i++) {
        sum += scaled.get(i, j);
        squares += scaled.get(i, j) * scaled.get(i, j);
      }
      assertThat(sum / 400).isCloseTo(0, within(1e-5));
      assertThat(squares / 400).isCloseTo(1, within(1e-5));
    }
    assertThat(scaled.get(17, 2)).isZero();
  }

  @Test
  void moments_in_one_pass_are_mean_and_deviation() {
    FloatMatrix points = people();
    ColumnScaling sorted = ColumnScaling.of(points, Kind.STANDARD);
    ColumnScaling moments = ColumnScaling.byMoments(points);
    for (int j = 0; j < 3; j++) {
      assertThat(moments.centre()[j]).isCloseTo(sorted.centre()[j], withinPercentage(1e-9));
      assertThat(moments.width()[j]).isCloseTo(sorted.width()[j], withinPercentage(1e-6));
    }
    assertThat(moments.width()[2]).isZero();
    assertThat(moments.apply(points).get(17, 2)).isZero();
    assertThat(ColumnScaling.byMoments(FloatMatrix.empty(2)).width()).containsOnly(1);
  }

  @Test
  void robust_is_not_moved_by_a_huge_value() {
    FloatMatrix points = people();
    float[] values = points.toArray();
    values[1] = -Float.MAX_VALUE;
    FloatMatrix spoilt = FloatMatrix.wrap(400, 3, values);
    FloatMatrix robust = ColumnScaling.of(spoilt, Kind.ROBUST).apply(spoilt);
    FloatMatrix plain = ColumnScaling.of(points, Kind.ROBUST).apply(points);
    for (int i = 1; i < 400; i++) {
      assertThat(robust.get(i, 1)).isCloseTo(plain.get(i, 1), within(0.05f));
      assertThat(robust.get(i, 0)).isEqualTo(plain.get(i, 0));
    }
    assertThat(robust.get(0, 1)).isFinite();
    assertThat(ColumnScaling.of(points, Kind.ROBUST).width()[0]).isCloseTo(12, within(1.5));
  }

  @Test
  void robust_takes_a_wider_part_where_the_middle_half_is_one_value() {
    float[] values = new float[100];
    for (int i = 0; i < 20; i++) {
      values[i] = i;
    }
    ColumnScaling scaling = ColumnScaling.of(FloatMatrix.wrap(100, 1, values), Kind.ROBUST);
    assertThat(scaling.width()[0]).isGreaterThan(10);
  }

  @Test
  void none_changes_nothing_and_one_kept_scales_alike() {
    FloatMatrix points = people();
    assertThat(ColumnScaling.of(points, Kind.NONE).apply(points)).isEqualTo(points);
    ColumnScaling scaling = ColumnScaling.of(points, Kind.STANDARD);
    assertThat(ColumnScaling.of(scaling.centre(), scaling.width()).apply(points))
        .isEqualTo(scaling.apply(points));
    assertThatThrownBy(() -> scaling.apply(FloatMatrix.empty(2)))
        .hasMessage("the scaling is of 3 columns, but these have 2");
    assertThat(ColumnScaling.of(FloatMatrix.empty(2), Kind.ROBUST).width()).containsOnly(1);
  }

  @Test
  void ranges_that_differ_more_than_tenfold_are_told_with_the_setting() {
    FloatMatrix points = people();
    String told = ColumnScaling.unequalRanges(points, List.of("age", "income", "x")).orElseThrow();
    assertThat(told)
        .startsWith("the range of 'income', ")
        .contains("times that of 'age', ")
        .endsWith("set scale = standard or scale = robust");
    assertThat(ColumnScaling.unequalRanges(points, List.of()).orElseThrow())
        .startsWith("the range of column 1, ");
    FloatMatrix scaled = ColumnScaling.of(points, Kind.STANDARD).apply(points);
    assertThat(ColumnScaling.unequalRanges(scaled, List.of())).isEmpty();
    assertThat(ColumnScaling.unequalRanges(FloatMatrix.empty(3), List.of())).isEmpty();
  }

  @Test
  void columns_that_count_up_are_found() {
    FloatMatrix points =
        FloatMatrix.ofRows(
            new float[] {1, 5, 0},
            new float[] {2, 5, 1},
            new float[] {3, 5, 0},
            new float[] {4, 5, 3});
    assertThat(ColumnScaling.countingUp(points)).containsExactly(0);
    assertThat(ColumnScaling.countingUp(points.slice(0, 3))).isEmpty();
  }
}
