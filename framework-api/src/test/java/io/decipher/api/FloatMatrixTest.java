// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FloatMatrixTest {
  private static final FloatMatrix MATRIX =
      FloatMatrix.ofRows(new float[] {1, 2}, new float[] {3, 4}, new float[] {5, 6});

  @Nested
  class Made {
    @Test
    void of_rows_it_is_row_major() {
      assertThat(MATRIX.rows()).isEqualTo(3);
      assertThat(MATRIX.columns()).isEqualTo(2);
      assertThat(MATRIX.toArray()).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(MATRIX).isEqualTo(FloatMatrix.wrap(3, 2, new float[] {1, 2, 3, 4, 5, 6}));
      assertThat(FloatMatrix.ofRows()).isEqualTo(FloatMatrix.empty(0));
    }

    @Test
    void as_a_copy_it_does_not_see_later_changes() {
      float[] values = {1, 2, 3, 4};
      FloatMatrix copy = FloatMatrix.copyOf(2, 2, values);
      values[0] = 9;
      assertThat(copy.get(0, 0)).isEqualTo(1);
    }

    @Test
    void of_the_wrong_number_of_values_it_is_refused() {
      assertThatThrownBy(() -> FloatMatrix.wrap(2, 2, new float[3]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("2 x 2 needs 4 values, found 3");
      assertThatThrownBy(() -> FloatMatrix.wrap(65536, 65536, new float[0]))
          .hasMessage("65536 x 65536 needs 4294967296 values, found 0");
      assertThatThrownBy(() -> FloatMatrix.wrap(-1, 0, new float[0]))
          .hasMessage("a matrix cannot have -1 rows and 0 columns");
      assertThatThrownBy(() -> FloatMatrix.ofRows(new float[2], new float[3]))
          .hasMessage("row 1 has 3 values, row 0 has 2");
    }
  }

  @Nested
  class Read {
    @Test
    void values_stand_at_row_and_column() {
      assertThat(MATRIX.get(2, 0)).isEqualTo(5);
      assertThat(MATRIX.row(1)).containsExactly(3, 4);
    }

    @Test
    void outside_there_is_nothing() {
      assertThatThrownBy(() -> MATRIX.get(0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> MATRIX.get(3, 0)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> MATRIX.row(-1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> MATRIX.slice(2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> MATRIX.buffer(3, 1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> MATRIX.select(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void nothing_that_is_handed_out_can_change_it() {
      MATRIX.toArray()[0] = 99;
      MATRIX.row(0)[0] = 99;
      FloatBuffer buffer = MATRIX.buffer(0, 3);
      assertThatThrownBy(() -> buffer.put(0, 99)).isInstanceOf(ReadOnlyBufferException.class);
      assertThat(MATRIX.get(0, 0)).isEqualTo(1);
    }

    @Test
    void a_buffer_shows_its_rows_alone() {
      FloatBuffer buffer = MATRIX.buffer(1, 2);
      assertThat(buffer.remaining()).isEqualTo(4);
      assertThat(buffer.get(0)).isEqualTo(3);
      assertThat(buffer.get(3)).isEqualTo(6);
    }

    @Test
    void rows_are_copied_to_where_they_are_wanted() {
      float[] target = new float[6];
      MATRIX.copyRows(1, 2, target, 1);
      assertThat(target).containsExactly(0, 3, 4, 5, 6, 0);
    }
  }

  @Nested
  class Rearranged {
    @Test
    void rows_can_be_selected_in_any_order_and_twice() {
      assertThat(MATRIX.select(2, 0, 2))
          .isEqualTo(
              FloatMatrix.ofRows(new float[] {5, 6}, new float[] {1, 2}, new float[] {5, 6}));
      assertThat(MATRIX.select()).isEqualTo(FloatMatrix.empty(2));
    }

    @Test
    void a_slice_is_rows_in_a_row() {
      assertThat(MATRIX.slice(1, 2))
          .isEqualTo(FloatMatrix.ofRows(new float[] {3, 4}, new float[] {5, 6}));
      assertThat(MATRIX.slice(3, 0)).isEqualTo(FloatMatrix.empty(2));
      assertThat(MATRIX.slice(0, 3)).isEqualTo(MATRIX);
    }

    @Test
    void two_stand_one_above_the_other() {
      assertThat(FloatMatrix.concat(MATRIX.slice(0, 1), MATRIX.slice(1, 2))).isEqualTo(MATRIX);
      assertThat(FloatMatrix.concat(FloatMatrix.empty(2), MATRIX)).isEqualTo(MATRIX);
      assertThat(FloatMatrix.concat(MATRIX, FloatMatrix.empty(2))).isEqualTo(MATRIX);
      assertThatThrownBy(() -> FloatMatrix.concat(MATRIX, FloatMatrix.empty(3)))
          .hasMessage("cannot put rows of 3 values under rows of 2");
    }
  }

  @Test
  void equality_is_of_shape_and_values() {
    FloatMatrix same = FloatMatrix.copyOf(3, 2, MATRIX.toArray());
    assertThat(same).isEqualTo(MATRIX).hasSameHashCodeAs(MATRIX);
    assertThat(FloatMatrix.copyOf(2, 3, MATRIX.toArray())).isNotEqualTo(MATRIX);
    assertThat(FloatMatrix.copyOf(3, 2, new float[6])).isNotEqualTo(MATRIX);
    assertThat(MATRIX).hasToString("FloatMatrix(3 x 2)");
  }

  @Test
  void another_value_another_place_or_another_shape_is_another_sha256() {
    float[] values = new float[200_000]; // more than three blocks
    FloatMatrix zeros = FloatMatrix.copyOf(400, 500, values);
    assertThat(zeros.sha256()).matches("[0-9a-f]{64}").isEqualTo(zeros.sha256());
    assertThat(FloatMatrix.copyOf(400, 500, values).sha256()).isEqualTo(zeros.sha256());
    assertThat(FloatMatrix.copyOf(500, 400, values).sha256()).isNotEqualTo(zeros.sha256());
    values[199_999] = 1;
    String last = FloatMatrix.copyOf(400, 500, values).sha256();
    values[199_999] = 0;
    values[65_536] = 1;
    assertThat(FloatMatrix.copyOf(400, 500, values).sha256())
        .isNotEqualTo(last)
        .isNotEqualTo(zeros.sha256());
    assertThat(FloatMatrix.empty(3).sha256()).isNotEqualTo(FloatMatrix.empty(4).sha256());
  }
}
