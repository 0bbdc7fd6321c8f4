// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvenlySpacedTest {
  @Test
  void some_of_many_are_spread_over_all() {
    assertThat(EvenlySpaced.of(10, 4)).containsExactly(0, 2, 5, 7);
    assertThat(EvenlySpaced.of(Integer.MAX_VALUE, 2)).containsExactly(0, Integer.MAX_VALUE / 2);
  }

  @Test
  void few_are_all_taken() {
    assertThat(EvenlySpaced.of(3, 3)).containsExactly(0, 1, 2);
    assertThat(EvenlySpaced.of(3, 9)).containsExactly(0, 1, 2);
    assertThat(EvenlySpaced.of(0, 9)).isEmpty();
    assertThat(EvenlySpaced.of(3, 0)).isEmpty();
  }
}
