// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChangePointsTest {
  private static double[] noise(int steps, double level, double deviation, long seed) {
    var random = new SplittableRandom(seed);
    return random.doubles(steps).map(u -> level + deviation * (u - 0.5) * Math.sqrt(12)).toArray();
  }

  private static double[] joined(double[]... parts) {
    return java.util.Arrays.stream(parts).flatMapToDouble(java.util.Arrays::stream).toArray();
  }

  @Test
  void lie_where_the_level_changes() {
    double[] log = joined(noise(400, 0, 1, 1), noise(300, 3, 1, 2), noise(500, -2, 1, 3));
    assertThat(ChangePoints.of(new double[][] {log}, 20)).containsExactly(0, 400, 700);
  }

  @Test
  void lie_where_the_spread_changes_in_one_of_several_channels() {
    double[] still = noise(900, 1, 1, 4);
    double[] log = joined(noise(300, 0, 0.1, 5), noise(300, 0, 2, 6), noise(300, 0, 0.1, 7));
    assertThat(ChangePoints.of(new double[][] {still, log}, 20)).containsExactly(0, 300, 600);
  }

  @Test
  void are_none_in_noise_nor_in_what_is_constant_or_short() {
    assertThat(ChangePoints.of(new double[][] {noise(5000, 0, 1, 8)}, 20)).containsExactly(0);
    assertThat(ChangePoints.of(new double[][] {new double[1000]}, 20)).containsExactly(0);
    assertThat(ChangePoints.of(new double[][] {{1, 2, 3}}, 20)).containsExactly(0);
  }

  @Test
  void are_found_beside_missing_values() {
    double[] log = joined(noise(400, 0, 1, 9), noise(400, 4, 1, 10));
    java.util.Arrays.fill(log, 100, 180, Double.NaN);
    assertThat(ChangePoints.of(new double[][] {log}, 20)).containsExactly(0, 400);
  }
}
