// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Labels;
import org.junit.jupiter.api.Test;

class RenamingTest {
  @Test
  void several_may_become_the_same_and_noise_counts_as_missed() {
    Labels named = Labels.of(0, 0, 1, 1, 1, 2, 3, -1, 0);
    Labels others = Labels.of(1, 1, 1, 1, 0, 0, -1, 0, -1);
    Renaming renaming = Renaming.of(named, others);
    assertThat(renaming.classes()).containsExactly(1, 1, 0, Labels.NOISE);
    assertThat(renaming.agreement()).isEqualTo(5 / 7.0);
  }

  @Test
  void of_no_classes_all_agree() {
    assertThat(Renaming.of(Labels.of(0, 0), Labels.of(-1, -1)).agreement()).isEqualTo(1);
  }
}
