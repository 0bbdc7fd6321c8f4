// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForceTableTest {
  @ParameterizedTest
  @ValueSource(doubles = {-2, -0.5, 0.3, 0.7905, 1, 1.7, 2})
  void it_is_a_power_to_two_parts_in_ten_thousand(double power) {
    ForceTable table = new ForceTable(x -> Math.pow(x, power));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      float x = (float) Math.pow(2, random.nextDouble(-40, 32));
      double expected = Math.pow(x, power);
      assertThat((double) table.at(x)).isCloseTo(expected, within(2e-4 * expected));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0.1", "0.1, 1", "0, 1", "1, 1", "0.5, 20", "0.001, 0.001"})
  void forces_are_finite_at_any_distance(double minDistance, double spread) {
    MembershipCurve curve = MembershipCurve.fit(minDistance, spread);
    for (DoubleUnaryOperator force : new DoubleUnaryOperator[] {curve::pull, curve::push}) {
      ForceTable table = new ForceTable(force);
      float[] ends = {0, Float.MIN_VALUE, 1e-20f, 1, 1e20f, Float.MAX_VALUE, 1f / 0};
      for (float squared : ends) {
        assertThat(table.at(squared)).isFinite();
      }
    }
  }
}
