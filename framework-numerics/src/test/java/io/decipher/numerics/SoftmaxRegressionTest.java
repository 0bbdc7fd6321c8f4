// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class SoftmaxRegressionTest {
  private static final RunContext RUN = RunContext.seeded(1);

  /** Points of a class each, of a coordinate about its number; some are noise, far away. */
  private static FloatMatrix points(int n, int classes, double spread) {
    var random = new SplittableRandom(7);
    float[] values = new float[2 * n];
    for (int i = 0; i < n; i++) {
      values[2 * i] = (float) (i % classes + spread * random.nextGaussian());
      values[2 * i + 1] = (float) random.nextGaussian();
    }
    return FloatMatrix.wrap(n, 2, values);
  }

  private static Labels labels(int n, int classes) {
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % classes;
    }
    return Labels.of(labels);
  }

  /** Two classes in the shares 3 : 1 that no column tells apart: the constants are the log odds. */
  @Test
  void without_a_column_that_tells_the_shares_are_learned() {
    FloatMatrix points = FloatMatrix.wrap(400, 1, new float[400]);
    int[] labels = new int[400];
    for (int i = 0; i < 100; i++) {
      labels[4 * i] = 1;
    }
    SoftmaxRegression fit = SoftmaxRegression.fit(points, Labels.of(labels), 1e-3, RUN);
    assertThat(fit.constant(0) - fit.constant(1)).isCloseTo(Math.log(3), within(1e-4));
    assertThat(fit.weight(0, 0)).isZero();
  }

  /**
   * One column, two classes at ±1: by symmetry the weights are ±w, and where the gradient vanishes
   * 1 / (1 + e^(2w)) = penalty w.
   */
  @Test
  void the_weights_are_those_at_which_the_gradient_vanishes() {
    float[] values = new float[100];
    int[] labels = new int[100];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2 == 0 ? -1 : 1;
      labels[i] = i % 2;
    }
    SoftmaxRegression fit =
        SoftmaxRegression.fit(FloatMatrix.wrap(100, 1, values), Labels.of(labels), 0.01, RUN);
    double w = fit.weight(1, 0);
    assertThat(fit.weight(0, 0)).isCloseTo(-w, within(1e-4));
    assertThat(1 / (1 + Math.exp(2 * w))).isCloseTo(0.01 * w, within(1e-5));
  }

  @Test
  void classes_are_named_and_noise_teaches_nothing() {
    FloatMatrix points = points(3000, 3, 0.1);
    int[] some = labels(3000, 3).toArray();
    for (int i = 0; i < 300; i++) {
      some[i] = Labels.NOISE;
    }
    SoftmaxRegression fit = SoftmaxRegression.fit(points, Labels.of(some), 1e-4, RUN);
    int right = 0;
    for (int i = 0; i < 3000; i++) {
      right += fit.best(points, i) == i % 3 ? 1 : 0;
    }
    assertThat(right).isGreaterThan(2970);
    assertThat(fit.classes()).isEqualTo(3);
  }

  @Test
  void the_number_of_threads_changes_no_bit() throws Exception {
    FloatMatrix points = points(9000, 3, 0.5);
    double[] constants = new double[2];
    for (int i = 0; i < 2; i++) {
      ForkJoinPool pool = new ForkJoinPool(1 + 3 * i);
      constants[i] =
          pool.submit(() -> SoftmaxRegression.fit(points, labels(9000, 3), 1e-3, RUN).constant(1))
              .get();
      pool.shutdown();
    }
    assertThat(constants[0]).isEqualTo(constants[1]);
  }

  @Test
  void what_does_not_fit_is_refused() {
    FloatMatrix points = points(4, 2, 1);
    assertThatThrownBy(() -> SoftmaxRegression.fit(points, labels(3, 2), 1, RUN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("4 points, 3 labels of 2 classes, penalty 1.0; expected");
    assertThatThrownBy(() -> SoftmaxRegression.fit(points, labels(4, 2), 0, RUN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
