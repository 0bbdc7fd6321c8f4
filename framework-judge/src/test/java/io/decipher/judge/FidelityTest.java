// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FidelityTest {
  private static final RunContext RUN = RunContext.seeded(1);
  private static final FloatMatrix REAL = Golden.matrix("real.npy");
  private static final FloatMatrix GENERATED = Golden.matrix("generated.npy");

  @ParameterizedTest
  @CsvSource({"3, ''", "5, -of-five"})
  void it_is_that_of_scikit_learns_neighbours(int k, String suffix) {
    Fidelity fidelity = Fidelity.of(REAL, GENERATED, k, RUN);
    assertThat(fidelity.precision())
        .isCloseTo(Golden.expected("precision" + suffix), within(1e-12));
    assertThat(fidelity.recall()).isCloseTo(Golden.expected("recall" + suffix), within(1e-12));
    assertThat(fidelity.density()).isCloseTo(Golden.expected("density" + suffix), within(1e-12));
    assertThat(fidelity.coverage()).isCloseTo(Golden.expected("coverage" + suffix), within(1e-12));
  }

  @Test
  void real_points_as_generated_ones_are_perfect() {
    Fidelity fidelity = Fidelity.of(REAL, REAL, 3, RUN);
    assertThat(fidelity.precision()).isOne();
    assertThat(fidelity.recall()).isOne();
    assertThat(fidelity.coverage()).isOne();
  }

  @Test
  void copies_of_a_few_real_points_are_precise_and_cover_little() {
    int[] few = new int[300];
    for (int i = 0; i < few.length; i++) {
      few[i] = i % 5;
    }
    Fidelity fidelity = Fidelity.of(REAL, REAL.select(few), 3, RUN);
    assertThat(fidelity.precision()).isOne();
    assertThat(fidelity.recall()).isLessThan(0.05);
    assertThat(fidelity.coverage()).isLessThan(0.1);
  }

  @Test
  void one_thread_finds_what_many_find() {
    Fidelity alone = new ForkJoinPool(1).submit(() -> Fidelity.of(REAL, GENERATED, 3, RUN)).join();
    assertThat(Fidelity.of(REAL, GENERATED, 3, RUN)).isEqualTo(alone);
  }

  @Test
  void fewer_points_than_neighbours_are_refused() {
    assertThatThrownBy(() -> Fidelity.of(REAL.slice(0, 3), GENERATED, 3, RUN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 3 points");
  }
}
