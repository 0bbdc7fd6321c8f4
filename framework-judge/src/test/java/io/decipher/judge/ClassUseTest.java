// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import org.junit.jupiter.api.Test;

class ClassUseTest {
  private static final FloatMatrix PROBABILITIES = Golden.matrix("probabilities.npy");

  private static FloatMatrix certain(int... digits) {
    float[][] rows = new float[digits.length][10];
    for (int i = 0; i < digits.length; i++) {
      rows[i][digits[i]] = 1;
    }
    return FloatMatrix.ofRows(rows);
  }

  @Test
  void it_is_that_of_scipys_entropies() {
    ClassUse use = ClassUse.of(PROBABILITIES, 10);
    assertThat(use.score()).isCloseTo(Golden.expected("score"), within(1e-6));
    assertThat(use.scoreDeviation()).isCloseTo(Golden.expected("score-deviation"), within(1e-6));
    assertThat(use.modes()).isEqualTo((int) Golden.expected("modes"));
    assertThat(use.divergence()).isCloseTo(Golden.expected("divergence"), within(1e-12));
  }

  @Test
  void every_digit_equally_often_and_for_sure_scores_ten() {
    ClassUse use = ClassUse.of(certain(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), 1);
    assertThat(use).isEqualTo(new ClassUse(use.score(), 0, 10, use.divergence()));
    assertThat(use.score()).isCloseTo(10, within(1e-6));
    assertThat(use.divergence()).isCloseTo(0, within(1e-12));
  }

  @Test
  void one_digit_scores_one_and_is_one_mode() {
    ClassUse use = ClassUse.of(certain(3, 3, 3, 3), 2);
    assertThat(use.score()).isCloseTo(1, within(1e-12));
    assertThat(use.modes()).isOne();
    assertThat(use.divergence()).isCloseTo(Math.log(10), within(1e-12));
  }

  @Test
  void a_digit_counts_from_one_in_a_hundred_on() {
    int[] digits = new int[300];
    digits[0] = digits[1] = 8;
    digits[2] = digits[3] = digits[4] = 9;
    assertThat(ClassUse.of(certain(digits), 1).modes()).isEqualTo(2); // 0 and 9
  }

  @Test
  void splits_must_be_of_one_size() {
    assertThatThrownBy(() -> ClassUse.of(PROBABILITIES, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("200 samples do not fall into 7 splits");
  }
}
