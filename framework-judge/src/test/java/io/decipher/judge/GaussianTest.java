// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GaussianTest {
  private static final FloatMatrix REAL = Golden.matrix("real.npy");
  private static final FloatMatrix GENERATED = Golden.matrix("generated.npy");

  private static FloatMatrix columns(FloatMatrix matrix, int count) {
    float[] values = new float[matrix.rows() * count];
    for (int i = 0; i < values.length; i++) {
      values[i] = matrix.get(i / count, i % count);
    }
    return FloatMatrix.wrap(matrix.rows(), count, values);
  }

  private static double distance(FloatMatrix a, FloatMatrix b) {
    return Gaussian.of(a).frechetDistance(Gaussian.of(b));
  }

  @Test
  void the_distance_is_that_of_scipys_matrix_root() {
    assertThat(distance(columns(REAL, 6), columns(GENERATED, 6)))
        .isCloseTo(Golden.expected("frechet-of-six"), within(1e-9));
  }

  @Test
  void singular_covariances_have_one_too() {
    // SciPy's root of a singular matrix is good to the root of the rounding error alone.
    assertThat(distance(REAL, GENERATED)).isCloseTo(Golden.expected("frechet"), within(1e-6));
  }

  @Test
  void points_are_no_distance_from_themselves() {
    assertThat(distance(REAL, REAL)).isBetween(0.0, 1e-7);
  }

  @Test
  void it_is_the_same_both_ways() {
    assertThat(distance(REAL, GENERATED)).isCloseTo(distance(GENERATED, REAL), within(1e-7));
  }

  @Test
  void a_shift_adds_its_squared_length() {
    float[] values = REAL.toArray();
    IntStream.range(0, values.length).filter(i -> i % 8 == 2).forEach(i -> values[i] += 3);
    assertThat(distance(REAL, FloatMatrix.wrap(REAL.rows(), 8, values))).isCloseTo(9, within(1e-5));
  }

  @Test
  void along_one_axis_it_is_the_squared_difference_of_deviations() {
    SplittableRandom random = new SplittableRandom(3);
    float[] narrow = new float[500];
    float[] wide = new float[500];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = random.nextFloat() - 0.5f;
      wide[i] = 4 * narrow[i];
    }
    double mean = IntStream.range(0, 500).mapToDouble(i -> narrow[i]).average().orElseThrow();
    double variance =
        IntStream.range(0, 500).mapToDouble(i -> Math.pow(narrow[i] - mean, 2)).sum() / 499;
    assertThat(distance(FloatMatrix.wrap(500, 1, narrow), FloatMatrix.wrap(500, 1, wide)))
        .isCloseTo(9 * variance + 9 * mean * mean, within(1e-6));
  }

  @Test
  void one_point_has_no_covariance() {
    assertThatThrownBy(() -> Gaussian.of(REAL.slice(0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 points");
  }
}
