// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformalNoveltyTest {
  private static FloatMatrix column(float... values) {
    return FloatMatrix.wrap(values.length, 1, values);
  }

  @Test
  void is_the_share_of_the_runs_own_that_are_at_least_as_strange() {
    ConformalNovelty usual = ConformalNovelty.of(column(3, 1, 4, 2));
    // A new sample counts itself among them, so nothing is ever 0. Shares of 5 in place of 4.
    assertThat(usual.measure(column(0, 2.5f, 4, 5)).toArray()).containsExactly(1, 0.6f, 0.4f, 0.2f);
  }

  @Test
  void does_not_depend_on_the_units_of_a_measure() {
    FloatMatrix own = normal(500, 2, 1);
    FloatMatrix fresh = normal(50, 2, 2);
    assertThat(ConformalNovelty.of(cubed(own)).measure(cubed(fresh)))
        .isEqualTo(ConformalNovelty.of(own).measure(fresh));
  }

  @Test
  void of_samples_of_the_same_kind_is_spread_evenly_whatever_the_number_of_measures() {
    for (int measures = 1; measures <= 3; measures++) {
      float[] shares =
          ConformalNovelty.of(normal(5000, measures, 1))
              .measure(normal(5000, measures, 2))
              .toArray();
      for (double share : new double[] {0.01, 0.1, 0.5}) {
        int below = 0;
        for (float one : shares) {
          below += one < share ? 1 : 0;
        }
        // Four standard deviations of the two draws.
        assertThat(below / 5000.0)
            .as("below %s by %d measures", share, measures)
            .isCloseTo(share, within(4 * Math.sqrt(2 * share * (1 - share) / 5000)));
      }
    }
  }

  @Test
  void is_small_if_any_measure_finds_a_sample_strange() {
    ConformalNovelty usual = ConformalNovelty.of(normal(1000, 2, 1));
    float[] shares =
        usual
            .measure(FloatMatrix.ofRows(new float[] {0, 9}, new float[] {9, 0}, new float[2]))
            .toArray();
    assertThat(shares[0]).isLessThan(0.005f);
    assertThat(shares[1]).isLessThan(0.005f);
    assertThat(shares[2]).isGreaterThan(0.2f);
  }

  @Test
  void of_what_has_no_score_is_least() {
    assertThat(ConformalNovelty.of(column(1, 2, 3)).measure(column(Float.NaN)).toArray())
        .containsExactly(0.25f);
  }

  @Test
  void can_be_kept(@TempDir Path directory) throws IOException {
    ConformalNovelty usual = ConformalNovelty.of(normal(100, 2, 1));
    usual.save(directory);
    FloatMatrix fresh = normal(20, 2, 2);
    assertThat(ConformalNovelty.load(directory).orElseThrow().measure(fresh))
        .isEqualTo(usual.measure(fresh));
    Npy.write(directory.resolve("novelty.npy"), column(1, Float.NaN));
    assertThatThrownBy(() -> ConformalNovelty.load(directory))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("novelty score 0 of sample 1 is NaN; run discover again");
  }

  @Test
  void needs_as_many_measures_as_it_learned_and_something_to_learn() {
    ConformalNovelty usual = ConformalNovelty.of(column(1, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> usual.measure(normal(2, 2, 1)))
        .withMessage("there are 2 novelty scores per sample, but 1 were kept");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConformalNovelty.of(FloatMatrix.empty(1)));
  }

  private static FloatMatrix cubed(FloatMatrix matrix) {
    float[] values = matrix.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] * values[i] * values[i];
    }
    return FloatMatrix.wrap(matrix.rows(), matrix.columns(), values);
  }

  private static FloatMatrix normal(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return FloatMatrix.wrap(rows, columns, values);
  }
}
