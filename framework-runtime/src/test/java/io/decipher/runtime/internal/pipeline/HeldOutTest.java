// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Labels;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldOutTest {
  private final Labels labels = Labels.of(IntStream.range(0, 100).map(i -> i % 4).toArray());

  @Test
  void a_tenth_of_what_has_a_class_is_held_out() {
    HeldOut held = HeldOut.of(labels, new Random(1));
    assertThat(held.training().noise()).isEqualTo(10);
    int[] training = held.training().toArray();
    assertThat(IntStream.range(0, 100).filter(i -> training[i] >= 0))
        .allSatisfy(i -> assertThat(training[i]).isEqualTo(i % 4));
  }

  @Test
  void a_model_that_knows_the_labels_in_numbers_of_its_own_has_no_fault() {
    Labels said = Labels.of(Arrays.stream(labels.toArray()).map(label -> 3 - label).toArray());
    assertThat(HeldOut.of(labels, new Random(1)).fault(said)).isEmpty();
  }

  @Test
  void one_that_learned_something_else_has() {
    Labels said = Labels.of(IntStream.range(0, 100).map(i -> i / 25).toArray());
    assertThat(HeldOut.of(labels, new Random(1)).fault(said))
        .hasValueSatisfying(
            fault ->
                assertThat(fault)
                    .contains("of the 10 held-out samples", "the earlier ones are kept"));
  }

  @Test
  void of_too_few_labels_nothing_is_held_out() {
    Labels few = Labels.of(0, 1, 0, 1, Labels.NOISE);
    HeldOut held = HeldOut.of(few, new Random(1));
    assertThat(held.training()).isEqualTo(few);
    assertThat(held.fault(Labels.of(0, 0, 0, 0, 0))).isEmpty();
  }
}
