// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.decipher.api.RunContext;
import io.decipher.runtime.report.CrossValidationReport.Spread;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CrossValidationTest {
  @Test
  void each_sample_is_in_one_part_and_parts_are_of_one_size_and_in_no_order() {
    int[] part = CrossValidation.parts(101, 5, RunContext.seeded(1).random("folds"));
    for (int fold = 0; fold < 5; fold++) {
      int own = fold;
      assertThat(Arrays.stream(part).filter(i -> i == own).count()).isBetween(20L, 21L);
    }
    int followed = 0;
    for (int i = 1; i < part.length; i++) {
      followed += part[i] == (part[i - 1] + 1) % 5 ? 1 : 0;
    }
    assertThat(followed).isBetween(8, 40); // a fifth by chance
    assertThat(CrossValidation.parts(101, 5, RunContext.seeded(1).random("folds"))).isEqualTo(part);
  }

  @Test
  void the_spread_is_the_standard_deviation_over_parts() {
    Spread spread = Spread.of(new double[] {1, 2, 3, 6});
    assertThat(spread.mean()).isEqualTo(3);
    // numpy.std([1, 2, 3, 6], ddof=1)
    assertThat(spread.deviation()).isCloseTo(2.160246899469287, offset(1e-12));
  }
}
