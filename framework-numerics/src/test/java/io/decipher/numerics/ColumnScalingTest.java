// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
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
  void columns_get_mean_0_and_deviation_1_and_a_constant_one_is_0() {
    FloatMatrix points = people();
    FloatMatrix scaled = ColumnScaling.of(points).apply(points);
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
  void means_and_deviations_are_those_of_all_rows() {
    ColumnScaling scaling =
        ColumnScaling.of(FloatMatrix.ofRows(new float[] {1, 5}, new float[] {4, 5}));
    assertThat(scaling.centre()).containsExactly(2.5, 5);
    assertThat(scaling.width()).containsExactly(1.5, 0);
  }

  @Test
  void no_rows_scale_nothing_and_other_columns_are_refused() {
    ColumnScaling none = ColumnScaling.of(FloatMatrix.empty(2));
    FloatMatrix point = FloatMatrix.ofRows(new float[] {3, -4});
    assertThat(none.apply(point)).isEqualTo(point);
    assertThatThrownBy(() -> none.apply(FloatMatrix.empty(3)))
        .hasMessage("the scaling is for 2 columns, but these have 3");
  }
}
