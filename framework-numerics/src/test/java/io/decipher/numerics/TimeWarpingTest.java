// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeWarpingTest {
  @Test
  void what_comes_later_costs_nothing_within_the_band() {
    float[] early = {0, 0, 1, 5, 1, 0, 0, 0};
    float[] late = {0, 0, 0, 0, 1, 5, 1, 0};
    assertThat(new TimeWarping(1, 8, 2).distance(early, late)).isEqualTo(0);
    assertThat(new TimeWarping(1, 8, 1).distance(early, late)).isGreaterThan(1);
  }

  @Test
  void a_band_of_0_is_the_euclidean_distance() {
    Random random = new Random(1);
    float[] a = new float[24];
    float[] b = new float[24];
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      a[i] = random.nextFloat();
      b[i] = random.nextFloat();
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    assertThat(new TimeWarping(3, 8, 0).distance(a, b)).isCloseTo(Math.sqrt(sum), within(1e-5));
    double warped = new TimeWarping(3, 8, 3).distance(a, b);
    assertThat(warped).isLessThan(Math.sqrt(sum));
    assertThat(new TimeWarping(3, 8, 3).distance(b, a)).isCloseTo(warped, within(1e-6));
  }

  /** Of two steps the second may be put beside both: 2 x 2 by hand. */
  @Test
  void agrees_with_a_sum_by_hand() {
    // Paths: (0,0) (1,1): 1 + 4 = 5; (0,0) (0,1) (1,1): 1 + 1 + 4 = 6; (0,0) (1,0) (1,1): 1 + 9 +
    // 4.
    assertThat(new TimeWarping(1, 2, 1).distance(new float[] {1, 4}, new float[] {0, 2}))
        .isCloseTo(Math.sqrt(5), within(1e-9));
  }

  @Test
  void what_follows_the_steps_is_compared_as_it_stands() {
    assertThat(new TimeWarping(1, 2, 1).distance(new float[] {1, 1, 3}, new float[] {1, 1, 7}))
        .isEqualTo(4);
  }

  @Test
  void settings_that_cannot_be_are_told() {
    assertThatThrownBy(() -> new TimeWarping(0, 2, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
