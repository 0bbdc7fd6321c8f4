// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LabelsTest {
  private final Labels labels = Labels.of(2, 0, -1, 2, -1, 2);

  @Test
  void classes_are_counted_from_0_whether_they_have_members_or_not() {
    assertThat(labels.size()).isEqualTo(6);
    assertThat(labels.classes()).isEqualTo(3);
    assertThat(labels.sizes()).containsExactly(1, 0, 3);
    assertThat(labels.noise()).isEqualTo(2);
    assertThat(labels.get(3)).isEqualTo(2);
  }

  @Test
  void members_are_samples_in_order() {
    assertThat(labels.members(2)).containsExactly(0, 3, 5);
    assertThat(labels.members(1)).isEmpty();
    assertThat(labels.members(Labels.NOISE)).containsExactly(2, 4);
    assertThat(labels.members(3)).isEmpty();
    assertThat(Labels.of(-1, -1).members(Labels.NOISE)).containsExactly(0, 1);
    assertThat(Labels.of().members(0)).isEmpty();
  }

  @Test
  void all_noise_is_no_class() {
    assertThat(Labels.of(-1, -1).classes()).isZero();
    assertThat(Labels.of(-1, -1).sizes()).isEmpty();
    assertThat(Labels.of().classes()).isZero();
  }

  @Test
  void a_label_below_noise_is_refused() {
    assertThatThrownBy(() -> Labels.of(0, 3, -2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a label is -1 (noise) or a class, counting from 0, but label 2 is -2");
  }

  @Test
  void nobody_can_change_them() {
    int[] values = {1, 1};
    Labels kept = Labels.of(values);
    values[0] = 0;
    kept.toArray()[1] = 0;
    assertThat(kept).isEqualTo(Labels.of(1, 1)).hasSameHashCodeAs(Labels.of(1, 1));
    assertThat(kept).isNotEqualTo(Labels.of(1, 0));
    assertThat(labels).hasToString("Labels(6 samples, 3 classes, 2 noise)");
  }
}
