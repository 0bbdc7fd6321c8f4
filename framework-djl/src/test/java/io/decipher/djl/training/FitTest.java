// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.decipher.djl.optim.Annealing;
import io.decipher.djl.optim.Optimization;
import org.junit.jupiter.api.Test;

class FitTest {
  private static Fit fit(int epochs, int minSteps, double warmUp) {
    return new Fit(
        epochs,
        minSteps,
        256,
        0.002,
        Optimization.adamw(0),
        new Annealing.OneCycle(),
        warmUp,
        0.995,
        0.02,
        0);
  }

  @Test
  void few_samples_are_passed_several_times_an_epoch() {
    Fit fit = fit(5, 500, 0);
    assertThat(fit.passes(3)).isEqualTo(34); // 960 images: 3 steps a pass, 510 in all
    assertThat(fit.passes(267)).isEqualTo(1); // MNIST
    assertThat(fit.passes(100)).isEqualTo(1);
    assertThat(fit.passes(99)).isEqualTo(2);
    assertThat(fit(5, 0, 0).passes(1)).isEqualTo(1);
  }

  @Test
  void a_part_of_the_epochs_has_epochs_as_long() {
    assertThat(fit(16, 500, 2).lasting(4)).isEqualTo(fit(4, 125, 2));
    assertThat(fit(16, 500, 2).lasting(1)).isEqualTo(fit(1, 31, 1));
    assertThat(fit(16, 500, 0).lasting(4).passes(38)).isEqualTo(1);
  }

  @Test
  void what_watches_held_out_samples_needs_some() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Fit(
                    5,
                    0,
                    256,
                    0.002,
                    Optimization.adamw(0),
                    new Annealing.Plateau(0.5, 3),
                    0,
                    0,
                    0,
                    0))
        .withMessageStartingWith("validation-share must be above 0");
  }

  @Test
  void some_are_held_out_unless_none_are_to_be() {
    assertThat(fit(5, 0, 0).heldOut(1000, 1)).isEqualTo(20);
    assertThat(fit(5, 0, 0).heldOut(10, 1)).isEqualTo(1);
  }
}
