// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Labels;
import org.junit.jupiter.api.Test;

class ContextViewTest {
  private static final String BEGINNING = "in the context of the classes before and after: ";

  @Test
  void classes_that_share_their_contexts_are_said_to_be_one() {
    assertThat(
            ContextView.told(
                Labels.of(0, 0, 0, 1, 1, 1, 2, 2), Labels.of(0, 0, 0, 0, 0, Labels.NOISE, 1, 1)))
        .isEqualTo(BEGINNING + "2 classes; classes 0 and 1 are one");
  }

  @Test
  void a_class_of_two_contexts_is_said_to_be_split() {
    assertThat(ContextView.told(Labels.of(0, 0, 0, 0, 0, 1), Labels.of(0, 0, 0, 1, 1, 2)))
        .isEqualTo(BEGINNING + "3 classes; class 0 is split into 3 and 2");
  }

  @Test
  void a_few_samples_that_move_are_no_change() {
    assertThat(
            ContextView.told(Labels.of(0, 0, 0, 0, 0, 0, 1, 1), Labels.of(0, 0, 0, 0, 0, 1, 1, 1)))
        .isEqualTo(BEGINNING + "2 classes; no classes are merged and none is split");
  }
}
