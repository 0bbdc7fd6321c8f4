// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.Labels;
import org.junit.jupiter.api.Test;

class ContingencyTest {
  /** The numbers are of the formulas, computed apart in Python. */
  @Test
  void between_two_found_labellings_noise_is_one_more_cluster_of_each() {
    Labels some = Labels.of(0, 0, 0, 1, 1, 1, -1, -1);
    Labels others = Labels.of(1, 1, 0, 0, 0, -1, -1, -1);
    Contingency both = Contingency.between(some, others);
    Contingency turned = Contingency.between(others, some);
    assertThat(both.ari()).isCloseTo(0.23809523809523808, within(1e-12));
    assertThat(both.nmi()).isCloseTo(0.5588730382170326, within(1e-12));
    assertThat(turned.ari()).isCloseTo(both.ari(), within(1e-12));
    assertThat(turned.nmi()).isCloseTo(both.nmi(), within(1e-12));
  }

  @Test
  void equal_labellings_agree_by_one_whatever_their_numbers() {
    Contingency both = Contingency.between(Labels.of(0, 0, 1, -1, -1), Labels.of(1, 1, 0, -1, -1));
    assertThat(both.ari()).isEqualTo(1);
    assertThat(both.nmi()).isEqualTo(1);
  }

  @Test
  void labellings_of_nothing_do_not_agree() {
    assertThat(Contingency.between(Labels.of(), Labels.of()).ari()).isNaN();
  }
}
