// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvaluationReportTest {
  @Test
  void collapse_is_told_in_words() {
    assertThat(EvaluationReport.collapse(0, 8).get(0))
        .contains("posterior collapse: no latent unit");
    assertThat(EvaluationReport.collapse(2, 8).get(0))
        .contains("posterior collapse of 6 of 8 latent units");
    assertThat(EvaluationReport.collapse(3, 8)).isEmpty();
  }
}
