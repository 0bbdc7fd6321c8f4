// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Nested
  class One_cycle {
    @Test
    void rises_to_1_in_its_first_15_percent_and_falls_to_almost_nothing() {
      Schedule schedule = Schedule.oneCycle();
      assertThat(schedule.share(0, 1000)).isCloseTo(1 / 25.0, within(1e-12));
      assertThat(schedule.share(149, 1000)).isCloseTo(1, within(1e-12));
      assertThat(schedule.share(999, 1000)).isCloseTo(1 / 250_000.0, within(1e-12));
      for (int step = 1; step < 1000; step++) {
        double before = schedule.share(step - 1, 1000);
        double now = schedule.share(step, 1000);
        assertThat(now > before).as("step %d", step).isEqualTo(step <= 149);
      }
    }

    @Test
    void is_half_a_cosine_either_way() {
      Schedule schedule = Schedule.oneCycle(0.3, 10, 10);
      assertThat(schedule.share(1, 10)).isCloseTo((0.1 + 1) / 2, within(1e-12)); // peak at step 2
      assertThat(schedule.share(2, 10)).isCloseTo(1, within(1e-12));
      assertThat(schedule.share(9, 10)).isCloseTo(0.01, within(1e-12));
    }

    @Test
    void is_a_number_for_the_shortest_training() {
      for (int steps = 1; steps < 10; steps++) {
        for (int step = 0; step < steps; step++) {
          assertThat(Schedule.oneCycle().share(step, steps)).isBetween(0.0, 1.0);
        }
      }
    }
  }

  @Nested
  class Plateaus {
    @Test
    void lower_the_rate_again_and_again() {
      ImprovementWatch plateau = new ImprovementWatch(0.5, 2);
      assertThat(plateau.next(-10)).isTrue();
      assertThat(plateau.next(-9)).isTrue();
      assertThat(plateau.next(-9)).isFalse();
      assertThat(plateau.share()).isEqualTo(1);
      assertThat(plateau.next(-11)).isFalse();
      assertThat(plateau.share()).isEqualTo(0.5);
      plateau.next(-11);
      plateau.next(-11);
      assertThat(plateau.share()).isEqualTo(0.25);
      assertThat(plateau.since()).isEqualTo(4);
      assertThat(plateau.next(-8)).isTrue();
      assertThat(plateau.since()).isZero();
      assertThat(plateau.share()).isEqualTo(0.25);
    }

    @Test
    void what_is_not_a_number_is_never_the_best() {
      ImprovementWatch plateau = new ImprovementWatch(0.5, 1);
      assertThat(plateau.next(Double.NaN)).isFalse();
      assertThat(plateau.next(-1)).isTrue();
      assertThat(plateau.next(Double.NaN)).isFalse();
    }
  }

  @Nested
  class A_cosine {
    @Test
    void falls_from_1_to_its_end() {
      Schedule schedule = Schedule.cosine(0.1);
      assertThat(schedule.share(0, 101)).isEqualTo(1);
      assertThat(schedule.share(50, 101)).isCloseTo(0.55, within(1e-12));
      assertThat(schedule.share(25, 101))
          .isCloseTo(0.1 + 0.9 * (1 + Math.sqrt(0.5)) / 2, within(1e-12));
      assertThat(schedule.share(100, 101)).isCloseTo(0.1, within(1e-12));
      assertThat(schedule.share(0, 1)).isEqualTo(1);
    }
  }

  @Nested
  class A_warm_up {
    @Test
    void rises_in_a_line_to_what_the_schedule_begins_with() {
      Schedule schedule = Schedule.constant().afterWarmUp(4);
      double[] shares = {0.2, 0.4, 0.6, 0.8, 1, 1};
      for (int step = 0; step < shares.length; step++) {
        assertThat(schedule.share(step, 100)).isCloseTo(shares[step], within(1e-12));
      }
      assertThat(Schedule.oneCycle().afterWarmUp(1).share(0, 100))
          .isCloseTo(1 / 50.0, within(1e-12));
    }

    @Test
    void leaves_the_schedule_the_other_steps() {
      Schedule cosine = Schedule.cosine(0);
      Schedule schedule = cosine.afterWarmUp(20);
      for (int step = 20; step < 100; step++) {
        assertThat(schedule.share(step, 100)).isEqualTo(cosine.share(step - 20, 80));
      }
      assertThat(cosine.afterWarmUp(0)).isSameAs(cosine);
    }

    @Test
    void may_take_all_there_is() {
      Schedule schedule = Schedule.cosine(0).afterWarmUp(10);
      for (int step = 0; step < 10; step++) {
        assertThat(schedule.share(step, 10)).isCloseTo((step + 1) / 11.0, within(1e-12));
      }
    }
  }

  @Test
  void a_constant_stays() {
    assertThat(Schedule.constant().share(7, 10)).isEqualTo(1);
  }
}
