// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class Float32Test {
  private static Float32 rows(int columns, double... values) {
    Float32 floats = new Float32("points.npy", columns);
    for (int i = 0; i < values.length; i++) {
      assertThat(floats.of(values[i], i)).isEqualTo((float) values[i]);
    }
    return floats;
  }

  @Test
  void what_floats_cannot_hold_is_refused_by_row_and_column() {
    Float32 floats = rows(2, 1, 2, 3);
    assertThatThrownBy(() -> floats.of(-1e300, 3))
        .isInstanceOf(DecipherException.class)
        .hasMessage(
            "points.npy: the value at row 1, column 1 is -1.0E300, beyond the range of 32-bit floats,"
                + " which ends at 3.4e38; expected smaller numbers (use another unit, or leave such"
                + " rows out)");
    assertThat(floats.of(Double.POSITIVE_INFINITY, 3)).isInfinite(); // the file says so itself
  }

  @Test
  void rows_that_become_one_are_refused_with_their_numbers() {
    double[] stamps = new double[40];
    for (int i = 0; i < 40; i++) {
      stamps[i] = 1e9 + i % 20 * 0.1 + i / 20 * 5;
    }
    Float32 floats = rows(2, stamps);
    assertThat(floats.distinctRows()).isEqualTo(20);
    assertThat(floats.distinctRowsKept()).isLessThan(3);
    assertThatThrownBy(floats::requireDistinct)
        .isInstanceOf(DecipherException.class)
        .hasMessageStartingWith("points.npy: 20 different rows become ");
  }

  @Test
  void equal_rows_and_ordinary_ones_pass() {
    rows(2, 1, 2, 1, 2, 1, 2).requireDistinct();
    rows(2, 0.1, 0.2, 0.3, 0.4, 0, -0.0).requireDistinct();
    Float32 orders = rows(2, 1, 2, 2, 1);
    assertThat(orders.distinctRows()).isEqualTo(2);
    rows(1).requireDistinct();
  }

  @Test
  void a_column_that_rounding_takes_a_part_off_is_told_though_rows_stay_different() {
    double[] values = new double[80];
    for (int i = 0; i < 40; i++) {
      values[2 * i] = 1.7e9 + i; // a time stamp, which floats tell in steps of 128
      values[2 * i + 1] = i;
    }
    Float32 floats = rows(2, values);
    assertThat(floats.distinctRowsKept()).isEqualTo(40);
    floats.requireDistinct();
    assertThat(floats.coarseColumns())
        .singleElement()
        .asString()
        .startsWith("points.npy: column 0 has values from 1.7E9 to 1.700000039E9");
    assertThat(rows(1, 1, 1 + 1e-15, 1 - 1e-15).coarseColumns()).isEmpty(); // as good as constant
  }
}
