// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Labels;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldOutTest {
  private final Labels lesson = Labels.of(IntStream.range(0, 100).map(i -> i % 4).toArray());

  @Test
  void a_tenth_of_what_has_a_class_is_not_told() {
    HeldOut held = HeldOut.of(lesson, new Random(1));
    assertThat(held.told().noise()).isEqualTo(10);
    int[] told = held.told().toArray();
    assertThat(IntStream.range(0, 100).filter(i -> told[i] >= 0))
        .allSatisfy(i -> assertThat(told[i]).isEqualTo(i % 4));
  }

  @Test
  void a_model_that_knows_the_lesson_in_numbers_of_its_own_has_no_fault() {
    Labels said = Labels.of(Arrays.stream(lesson.toArray()).map(label -> 3 - label).toArray());
    assertThat(HeldOut.of(lesson, new Random(1)).fault(said)).isEmpty();
  }

  @Test
  void one_that_learned_something_else_has() {
    Labels said = Labels.of(IntStream.range(0, 100).map(i -> i / 25).toArray());
    assertThat(HeldOut.of(lesson, new Random(1)).fault(said))
        .hasValueSatisfying(
            fault -> assertThat(fault).contains("of the 10 samples", "the earlier classes stand"));
  }

  @Test
  void of_a_lesson_too_short_nothing_is_held_out() {
    Labels few = Labels.of(0, 1, 0, 1, Labels.NOISE);
    HeldOut held = HeldOut.of(few, new Random(1));
    assertThat(held.told()).isEqualTo(few);
    assertThat(held.fault(Labels.of(0, 0, 0, 0, 0))).isEmpty();
  }
}
