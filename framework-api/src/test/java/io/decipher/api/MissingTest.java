// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MissingTest {
  /** Every third value of 10 x 13 is missing; 130 values lie in more than one word. */
  private static final Missing THIRD =
      Missing.of(10, 13, (sample, value) -> (sample * 13 + value) % 3 == 0);

  @Test
  void it_says_of_each_value_whether_it_is_missing() {
    for (int sample = 0; sample < 10; sample++) {
      for (int value = 0; value < 13; value++) {
        assertThat(THIRD.isMissing(sample, value)).isEqualTo((sample * 13 + value) % 3 == 0);
      }
    }
    assertThat(THIRD.total()).isEqualTo(44);
    assertThat(THIRD.total(0)).isEqualTo(5);
    assertThat(THIRD.total(1)).isEqualTo(4);
  }

  @Test
  void what_is_not_a_number_is_missing() {
    Missing missing = Missing.ofNaN(FloatMatrix.wrap(1, 3, new float[] {1, Float.NaN, 3}));
    assertThat(missing).isEqualTo(Missing.of(1, 3, (sample, value) -> value == 1));
  }

  @Test
  void some_samples_keep_their_masks() {
    assertThat(THIRD.select(9, 2).isMissing(0, 0)).isEqualTo(THIRD.isMissing(9, 0));
    assertThat(THIRD.slice(4, 3)).isEqualTo(THIRD.select(4, 5, 6));
    assertThat(Missing.concat(THIRD.slice(0, 4), THIRD.slice(4, 6))).isEqualTo(THIRD);
  }

  @Test
  void nothing_lies_beyond_its_sides() {
    assertThatThrownBy(() -> THIRD.isMissing(0, 13)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> THIRD.isMissing(10, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> Missing.of(-1, 2, (s, v) -> true));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Missing.concat(THIRD, Missing.of(1, 2, (s, v) -> true)));
  }
}
