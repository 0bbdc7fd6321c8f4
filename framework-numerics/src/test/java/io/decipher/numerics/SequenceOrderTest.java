// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SequenceOrderTest {
  @Test
  void samples_follow_by_sequence_then_position_then_index() {
    List<String> sequences = List.of("b", "a", "b", "a", "b", "a");
    double[] positions = {2, Double.NaN, -1, 7, 2, 0.5};
    assertThat(SequenceOrder.of(sequences, positions)).containsExactly(5, 3, 1, 2, 0, 4);
  }

  @Test
  void unequal_numbers_of_samples_are_refused() {
    assertThatThrownBy(() -> SequenceOrder.of(List.of("a"), new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 samples have a sequence, 2 a position");
  }
}
