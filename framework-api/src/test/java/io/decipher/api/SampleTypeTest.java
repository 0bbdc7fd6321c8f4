// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SampleTypeTest {
  @Nested
  class An_image {
    @Test
    void has_a_value_a_channel_and_pixel() {
      assertThat(new SampleType.Image(3, 4, 5).size()).isEqualTo(60);
      assertThat(SampleType.image(4, 5)).isEqualTo(new SampleType.Image(1, 4, 5));
      assertThat(SampleType.image(28, 28)).hasToString("1 x 28 x 28");
    }

    @Test
    void has_sides_of_one_or_more() {
      for (int[] sides : new int[][] {{0, 1, 1}, {1, 0, 1}, {1, 1, -1}}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new SampleType.Image(sides[0], sides[1], sides[2]));
      }
      assertThatThrownBy(() -> new SampleType.Image(3, 1 << 16, 1 << 16))
          .isInstanceOf(ArithmeticException.class);
    }
  }

  @Nested
  class A_vector {
    @Test
    void has_a_value_a_column() {
      assertThat(SampleType.vector(3).size()).isEqualTo(3);
      assertThat(SampleType.vector(3).names()).containsExactly("0", "1", "2");
      assertThat(SampleType.vector(1)).hasToString("vector of 1 value");
      assertThat(SampleType.vector(3)).isEqualTo(SampleType.vector(3));
    }

    @Test
    void has_columns_of_different_names() {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new SampleType.Vector(
                      List.of(SampleType.Column.number("a"), SampleType.Column.number("a"))))
          .withMessage("two columns are named 'a'");
      assertThatIllegalArgumentException().isThrownBy(() -> SampleType.vector(0));
    }

    @Test
    void has_categories_in_columns_of_categories_alone() {
      assertThat(SampleType.Column.category("colour", List.of("red", "green")).categories())
          .containsExactly("red", "green");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> new SampleType.Column("a", SampleType.Column.Kind.NUMBER, List.of("red")));
    }
  }

  @Nested
  class A_sequence {
    @Test
    void has_a_value_a_channel_and_step() {
      assertThat(new SampleType.Sequence(2, 400, 16000).size()).isEqualTo(800);
      assertThat(new SampleType.Sequence(2, 400, 16000))
          .hasToString("sequence of 2 channels x 400 steps at 16000 Hz");
      assertThat(new SampleType.Sequence(1, 1, Double.NaN))
          .hasToString("sequence of 1 channel x 1 step")
          .isEqualTo(new SampleType.Sequence(1, 1, Double.NaN));
    }

    @Test
    void has_a_rate_above_zero_or_none() {
      for (double rate : new double[] {0, -1, Double.POSITIVE_INFINITY}) {
        assertThatIllegalArgumentException().isThrownBy(() -> new SampleType.Sequence(1, 1, rate));
      }
      assertThatIllegalArgumentException().isThrownBy(() -> new SampleType.Sequence(0, 1, 1));
      assertThatIllegalArgumentException().isThrownBy(() -> new SampleType.Sequence(1, 0, 1));
    }
  }

  @Test
  void one_row_is_no_image_nor_a_signal_a_vector() {
    assertThat((SampleType) SampleType.vector(6)).isNotEqualTo(SampleType.image(1, 6));
    assertThat((SampleType) SampleType.vector(6))
        .isNotEqualTo(new SampleType.Sequence(1, 6, Double.NaN));
  }
}
