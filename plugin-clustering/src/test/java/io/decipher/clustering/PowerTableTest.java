package io.decipher.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PowerTableTest {
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.7905, 0.8951, 1, 1.7})
  void it_is_the_power_to_a_millionth(double power) {
    PowerTable table = new PowerTable(power);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      float x = (float) Math.pow(10, random.nextDouble(-12, 12));
      double expected = Math.pow(x, power);
      assertThat((double) table.of(x)).isCloseTo(expected, within(1e-6 * expected));
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, Float.MIN_VALUE, Float.MAX_VALUE, Float.POSITIVE_INFINITY})
  void it_is_finite_at_the_ends(float x) {
    assertThat(new PowerTable(1.7).of(x)).isFinite().isNotNegative();
  }
}
