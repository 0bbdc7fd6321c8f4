// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MainDirectionsTest {
  private static final RunContext RUN = RunContext.seeded(1);

  /** Points about (1, 2, 3): 3 wide along (-3, 4, 0) / 5, 2 along z, 0.5 across. */
  private static FloatMatrix points() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[3 * 4000];
    for (int i = 0; i < values.length; i += 3) {
      double along = 3 * random.nextGaussian();
      double across = 0.5 * random.nextGaussian();
      values[i] = (float) (1 - 0.6 * along + 0.8 * across);
      values[i + 1] = (float) (2 + 0.8 * along + 0.6 * across);
      values[i + 2] = (float) (3 + 2 * random.nextGaussian());
    }
    return FloatMatrix.wrap(4000, 3, values);
  }

  @Test
  void are_where_points_are_widest_with_their_standard_deviations() {
    MainDirections directions = MainDirections.of(points(), 5, RUN);
    assertThat(directions.mean()).containsExactly(new double[] {1, 2, 3}, within(0.15));
    assertThat(directions.deviations()).hasSize(3);
    assertThat(directions.deviations().get(0))
        .containsExactly(new double[] {-1.8, 2.4, 0}, within(0.15));
    assertThat(directions.deviations().get(1))
        .containsExactly(new double[] {0, 0, 2}, within(0.15));
    assertThat(directions.deviations().get(2))
        .containsExactly(new double[] {0.4, 0.3, 0}, within(0.05));
  }

  @Test
  void are_the_same_whichever_way_points_are_turned_round() {
    float[] turned = points().toArray();
    for (int i = 0; i < turned.length; i++) {
      turned[i] = -turned[i];
    }
    double[] there = MainDirections.of(points(), 1, RUN).deviations().get(0);
    double[] back =
        MainDirections.of(FloatMatrix.wrap(4000, 3, turned), 1, RUN).deviations().get(0);
    assertThat(back).containsExactly(there, within(1e-6));
  }

  @Test
  void of_points_that_are_one_are_of_no_length() {
    MainDirections directions = MainDirections.of(FloatMatrix.ofRows(new float[] {4, 5}), 2, RUN);
    assertThat(directions.mean()).containsExactly(4, 5);
    assertThat(directions.deviations()).allSatisfy(one -> assertThat(one).containsOnly(0));
  }
}
