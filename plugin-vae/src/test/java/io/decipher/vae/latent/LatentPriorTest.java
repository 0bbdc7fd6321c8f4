// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatentPriorTest {
  /** Rows (a, b) with a ~ N(centre, 1) and b = 2a + N(0, 1/4). */
  private static FloatMatrix correlated(int count, double centre, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[2 * count];
    for (int i = 0; i < count; i++) {
      values[2 * i] = (float) (centre + random.nextGaussian());
      values[2 * i + 1] = (float) (2 * values[2 * i] + 0.5 * random.nextGaussian());
    }
    return FloatMatrix.wrap(count, 2, values);
  }

  /** Means and covariance: ma, mb, caa, cab, cbb. */
  private static double[] moments(FloatMatrix rows) {
    double a = 0;
    double b = 0;
    for (int i = 0; i < rows.rows(); i++) {
      a += rows.get(i, 0) / rows.rows();
      b += rows.get(i, 1) / rows.rows();
    }
    double aa = 0;
    double ab = 0;
    double bb = 0;
    for (int i = 0; i < rows.rows(); i++) {
      double da = rows.get(i, 0) - a;
      double db = rows.get(i, 1) - b;
      aa += da * da / rows.rows();
      ab += da * db / rows.rows();
      bb += db * db / rows.rows();
    }
    return new double[] {a, b, aa, ab, bb};
  }

  @Test
  void what_is_drawn_has_the_moments_of_what_was_fitted() {
    FloatMatrix rows = correlated(4000, 3, 1);
    LatentPrior prior = LatentPrior.fit(rows);
    assertThat(prior.classes()).isZero();
    double[] drawn = moments(prior.draw(20_000, new SplittableRandom(2)));
    assertThat(drawn).containsExactly(new double[] {3, 6, 1, 2, 4.25}, within(0.25));
  }

  @Test
  void each_class_has_its_own() {
    FloatMatrix rows = FloatMatrix.concat(correlated(900, -10, 1), correlated(300, 10, 2));
    int[] labels = new int[1200];
    java.util.Arrays.fill(labels, 900, 1200, 1);
    labels[0] = Labels.NOISE;
    LatentPrior prior = LatentPrior.fit(rows, Labels.of(labels));
    assertThat(prior.classes()).isEqualTo(2);
    assertThat(moments(prior.draw(0, 2000, new SplittableRandom(1)))[0])
        .isCloseTo(-10, within(0.2));
    assertThat(moments(prior.draw(1, 2000, new SplittableRandom(1)))[0]).isCloseTo(10, within(0.2));

    FloatMatrix all = prior.draw(2000, new SplittableRandom(1));
    long second = 0;
    for (int i = 0; i < all.rows(); i++) {
      second += all.get(i, 0) > 0 ? 1 : 0;
    }
    assertThat(second / 2000.0).isCloseTo(0.25, within(0.04));
  }

  @Test
  void a_class_of_one_can_be_drawn_from() {
    FloatMatrix rows = FloatMatrix.concat(correlated(50, 0, 1), correlated(1, 30, 2));
    int[] labels = new int[51];
    labels[50] = 1;
    double[] drawn =
        moments(LatentPrior.fit(rows, Labels.of(labels)).draw(1, 1000, new SplittableRandom(1)));
    assertThat(drawn[0]).isCloseTo(rows.get(50, 0), within(0.5));
    assertThat(drawn[2]).isBetween(0.1, 2.0);
  }

  @Test
  void without_a_fit_it_is_the_standard_normal() {
    double[] drawn = moments(LatentPrior.standard(2).draw(20_000, new SplittableRandom(1)));
    assertThat(drawn).containsExactly(new double[] {0, 0, 1, 0, 1}, within(0.05));
  }

  @Test
  void it_comes_back_from_its_tensors() {
    LatentPrior prior = LatentPrior.fit(correlated(100, 3, 1), Labels.of(new int[100]));
    LatentPrior again = LatentPrior.of(prior.toTensors(), 2);
    assertThat(again.classes()).isEqualTo(1);
    assertThat(again.draw(10, new SplittableRandom(1)))
        .isEqualTo(prior.draw(10, new SplittableRandom(1)));
  }

  @Test
  void tensors_of_another_size_are_refused() {
    LatentPrior prior = LatentPrior.standard(2);
    assertThatIllegalArgumentException().isThrownBy(() -> LatentPrior.of(prior.toTensors(), 3));
    Map<String, io.decipher.djl.Tensor> less = new HashMap<>(prior.toTensors());
    less.remove("prior.means");
    assertThatIllegalArgumentException().isThrownBy(() -> LatentPrior.of(less, 2));
  }

  @Test
  void a_factor_times_its_transpose_is_the_covariance() {
    double[] covariance = {4, 0, 0, 2, 5, 0, -2, 1, 6};
    float[] factor = new float[10];
    LatentPrior.cholesky(covariance, 3, factor, 1);
    for (int a = 0; a < 3; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = 0;
        for (int j = 0; j < 3; j++) {
          sum += factor[1 + a * 3 + j] * factor[1 + b * 3 + j];
        }
        assertThat(sum).isCloseTo(covariance[a * 3 + b], within(1e-5));
      }
    }
  }

  @Test
  void surprise_is_the_negative_log_density() {
    FloatMatrix points = FloatMatrix.wrap(2, 2, new float[] {0, 0, 3, -4});
    LatentPrior standard = LatentPrior.standard(2);
    assertThat(standard.surprises(points)[0]).isCloseTo(Math.log(2 * Math.PI), within(1e-6));
    assertThat(standard.surprises(points)[1]).isCloseTo(Math.log(2 * Math.PI) + 12.5, within(1e-5));
  }

  @Test
  void surprise_counts_every_class_by_its_share() {
    FloatMatrix rows = FloatMatrix.concat(correlated(900, -10, 1), correlated(300, 10, 2));
    int[] labels = new int[1200];
    java.util.Arrays.fill(labels, 900, 1200, 1);
    LatentPrior prior = LatentPrior.fit(rows, Labels.of(labels));
    // At a class's mean: a has variance 1, b given a has 1/4, so the determinant is 1/4.
    FloatMatrix means = FloatMatrix.wrap(3, 2, new float[] {-10, -20, 10, 20, 0, 0});
    double density = Math.log(2 * Math.PI) + 0.5 * Math.log(0.25);
    assertThat(prior.surprises(means)[0]).isCloseTo(density - Math.log(0.75), within(0.1));
    assertThat(prior.surprises(means)[1]).isCloseTo(density - Math.log(0.25), within(0.1));
    assertThat(prior.surprises(means)[2]).isGreaterThan(30);
  }

  @Test
  void surprise_is_least_on_average_where_it_was_fitted() {
    LatentPrior prior = LatentPrior.fit(correlated(2000, 3, 1));
    FloatMatrix drawn = prior.draw(2000, new SplittableRandom(2));
    double mean = 0;
    for (double surprise : prior.surprises(drawn)) {
      mean += surprise / drawn.rows();
    }
    // The entropy of the distribution: 1 + ln 2π + ln(det)/2.
    assertThat(mean).isCloseTo(1 + Math.log(2 * Math.PI) + 0.5 * Math.log(0.25), within(0.15));
  }
}
