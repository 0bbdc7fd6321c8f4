// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.CancellationToken;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.vae.recipe.Prior;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class GaussianMixtureTest {
  private static final RunContext RUN = RunContext.seeded(1);
  private static final double[][] CENTRES = {{-6, 0}, {0, 5}, {6, 0}};
  private static final double[] SHARES = {0.5, 0.3, 0.2};

  /** Three clouds; the second leans: (a, a/2 + N(0, 1/4)). */
  private static FloatMatrix clouds(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[2 * count];
    for (int i = 0; i < count; i++) {
      double at = random.nextDouble();
      int cloud = at < 0.5 ? 0 : at < 0.8 ? 1 : 2;
      double a = random.nextGaussian();
      double b = cloud == 1 ? 0.5 * a + 0.5 * random.nextGaussian() : random.nextGaussian();
      values[2 * i] = (float) (CENTRES[cloud][0] + a);
      values[2 * i + 1] = (float) (CENTRES[cloud][1] + b);
    }
    return FloatMatrix.wrap(count, 2, values);
  }

  private static double logNormal(double x, double mean, double deviation) {
    double off = (x - mean) / deviation;
    return -0.5 * (off * off + Math.log(2 * Math.PI)) - Math.log(deviation);
  }

  private static double logTrue(double x, double y) {
    double[] parts = new double[3];
    for (int c = 0; c < 3; c++) {
      double lean = c == 1 ? CENTRES[c][1] + 0.5 * (x - CENTRES[c][0]) : CENTRES[c][1];
      parts[c] =
          Math.log(SHARES[c])
              + logNormal(x, CENTRES[c][0], 1)
              + logNormal(y, lean, c == 1 ? 0.5 : 1);
    }
    return LogSumExp.of(parts);
  }

  private static double[][] turned(FloatMatrix rows) {
    double[][] columns = new double[rows.columns()][rows.rows()];
    for (int i = 0; i < rows.rows(); i++) {
      for (int j = 0; j < rows.columns(); j++) {
        columns[j][i] = rows.get(i, j);
      }
    }
    return columns;
  }

  private static double meanLog(LatentPrior prior, FloatMatrix rows) {
    return Arrays.stream(prior.logDensities(turned(rows), rows.rows())).average().orElseThrow();
  }

  private static Prior.Mixture full(int components) {
    return new Prior.Mixture(components, Prior.Covariance.FULL, 2, 100);
  }

  @Test
  void it_comes_to_the_density_that_the_points_are_drawn_from() {
    LatentPrior mixture = GaussianMixture.fit(clouds(4000, 1), full(3), RUN);
    FloatMatrix fresh = clouds(2000, 2);
    double[] fitted = mixture.logDensities(turned(fresh), fresh.rows());
    double truth = 0;
    double off = 0;
    for (int i = 0; i < fitted.length; i++) {
      double known = logTrue(fresh.get(i, 0), fresh.get(i, 1));
      truth += known / fitted.length;
      off += Math.abs(known - fitted[i]) / fitted.length;
    }
    assertThat(meanLog(mixture, fresh)).isCloseTo(truth, within(0.02));
    assertThat(off).isLessThan(0.06);
  }

  @Test
  void what_it_draws_is_as_likely_as_what_it_was_fitted_to() {
    FloatMatrix points = clouds(4000, 1);
    LatentPrior mixture = GaussianMixture.fit(points, full(3), RUN);
    assertThat(meanLog(mixture, mixture.draw(4000, new SplittableRandom(3))))
        .isCloseTo(meanLog(mixture, points), within(0.08));
    assertThat(mixture.classes()).isZero();
  }

  @Test
  void more_components_tell_clouds_better_than_one_and_leaning_ones_better_than_straight() {
    FloatMatrix points = clouds(3000, 1);
    double one = meanLog(LatentPrior.fit(points), points);
    double diagonal =
        meanLog(
            GaussianMixture.fit(
                points, new Prior.Mixture(3, Prior.Covariance.DIAGONAL, 2, 100), RUN),
            points);
    double leaning = meanLog(GaussianMixture.fit(points, full(3), RUN), points);
    assertThat(diagonal).isGreaterThan(one + 0.5);
    assertThat(leaning).isGreaterThan(diagonal + 0.05);
  }

  @Test
  void one_component_is_the_normal_distribution_of_all() {
    FloatMatrix points = clouds(1000, 1);
    double one = meanLog(GaussianMixture.fit(points, full(1), RUN), points);
    assertThat(one).isCloseTo(meanLog(LatentPrior.fit(points), points), within(1e-3));
  }

  @Test
  void the_same_seed_gives_the_same_mixture() {
    FloatMatrix points = clouds(1500, 1);
    LatentPrior first = GaussianMixture.fit(points, full(6), RUN);
    assertThat(GaussianMixture.fit(points, full(6), RUN).toTensors()).isEqualTo(first.toTensors());
    assertThat(GaussianMixture.fit(points, full(6), RunContext.seeded(2)).toTensors())
        .isNotEqualTo(first.toTensors());
  }

  @Test
  void it_comes_back_from_its_tensors() {
    FloatMatrix points = clouds(500, 1);
    LatentPrior mixture = GaussianMixture.fit(points, full(4), RUN);
    LatentPrior again = LatentPrior.of(mixture.toTensors(), 2);
    assertThat(meanLog(again, points)).isEqualTo(meanLog(mixture, points));
  }

  @Test
  void few_points_all_alike_make_a_mixture_too() {
    FloatMatrix same = FloatMatrix.ofRows(new float[] {1, 2}, new float[] {1, 2});
    LatentPrior mixture = GaussianMixture.fit(same, full(5), RUN);
    assertThat(meanLog(mixture, same)).isFinite();
    FloatMatrix drawn = mixture.draw(20, new SplittableRandom(1));
    for (int i = 0; i < drawn.rows(); i++) {
      assertThat(drawn.get(i, 0)).isCloseTo(1f, within(0.01f));
    }
  }

  @Test
  void the_density_of_classes_is_theirs_by_share() {
    LatentPrior standard = LatentPrior.standard(2);
    double[] density = standard.logDensities(new double[][] {{0.5}, {-1}}, 1);
    assertThat(density[0]).isCloseTo(logNormal(0.5, 0, 1) + logNormal(-1, 0, 1), within(1e-9));
    FloatMatrix points = clouds(300, 1);
    int[] labels = new int[300];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = points.get(i, 0) > 0 ? 1 : 0;
    }
    LatentPrior classes = LatentPrior.fit(points, Labels.of(labels));
    assertThat(meanLog(classes, points)).isGreaterThan(meanLog(LatentPrior.fit(points), points));
  }

  @Test
  void it_stops_when_cancelled() {
    CancellationToken cancelled = new CancellationToken();
    cancelled.cancel();
    assertThatThrownBy(
            () ->
                GaussianMixture.fit(
                    clouds(100, 1), full(3), RunContext.of(1, ProgressListener.none(), cancelled)))
        .isInstanceOf(CancellationException.class);
  }
}
