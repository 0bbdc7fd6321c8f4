// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.pca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.OutOfSampleProjection;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.Settings;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.clustering.Samples;
import io.decipher.numerics.PrincipalComponents.Solver;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcaTest {
  private static final RunContext RUN = RunContext.seeded(0);

  private static FloatMatrix stretched(int n, int d) {
    float[] values = Samples.normal(n, d, 4, false).toArray();
    for (int at = 0; at < values.length; at++) {
      values[at] = values[at] * (1 + at % d) + 3;
    }
    return FloatMatrix.wrap(n, d, values);
  }

  @Test
  void points_on_a_line_have_the_answer_known_by_hand() {
    // Along (3, 4) / 5 at -10, 0 and 10: variance 100, and none across.
    FloatMatrix points =
        FloatMatrix.ofRows(new float[] {-5, -7}, new float[] {1, 1}, new float[] {7, 9});
    PcaProjection fitted = new Pca(2, false).fit(points, RUN);
    assertThat(fitted.explainedVariance()[0]).isCloseTo(100, within(1e-9));
    assertThat(fitted.explainedVariance()[1]).isCloseTo(0, within(1e-9));
    assertThat(fitted.mean()).containsExactly(1, 1);
    assertThat(fitted.directions().row(0)).containsExactly(0.6f, 0.8f);
    assertThat(fitted.points().get(0, 0)).isCloseTo(-10, within(1e-6f));
    assertThat(fitted.points().get(2, 0)).isCloseTo(10, within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource({"500, 12", "12, 40", "30, 30", "1, 5", "2, 5", "5, 1", "600, 3"})
  void directions_are_orthonormal_and_all_of_them_rebuild_the_points(int n, int d) {
    FloatMatrix points = stretched(n, d);
    PcaProjection fitted = new Pca(d, false).fit(points, RUN);
    int kept = Math.min(n, d);
    FloatMatrix directions = fitted.directions();
    assertThat(directions.rows()).isEqualTo(kept);
    for (int a = 0; a < kept; a++) {
      for (int b = 0; b < kept; b++) {
        double overlap = 0;
        for (int j = 0; j < d; j++) {
          overlap += (double) directions.get(a, j) * directions.get(b, j);
        }
        assertThat(overlap).isCloseTo(a == b ? 1 : 0, within(1e-5));
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        double rebuilt = fitted.mean()[j];
        for (int c = 0; c < kept; c++) {
          rebuilt += (double) fitted.points().get(i, c) * directions.get(c, j);
        }
        assertThat(rebuilt).isCloseTo(points.get(i, j), within(1e-3));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"400, 20", "20, 50"})
  void columns_have_the_variances_told_and_do_not_correlate(int n, int d) {
    PcaProjection fitted = new Pca(6, false).fit(stretched(n, d), RUN);
    double[][] covariance = covariance(fitted.points());
    for (int a = 0; a < 6; a++) {
      double variance = fitted.explainedVariance()[a];
      assertThat(covariance[a][a]).isCloseTo(variance, within(1e-4 * variance));
      for (int b = 0; b < a; b++) {
        assertThat(covariance[a][b]).isCloseTo(0, within(1e-4 * variance));
        assertThat(fitted.explainedVariance()[b]).isGreaterThan(variance);
      }
    }
  }

  @Test
  void whitening_gives_unit_variances_and_zero_where_nothing_varies() {
    float[] values = stretched(300, 3).toArray();
    for (int i = 0; i < 300; i++) {
      values[3 * i + 2] = 2 * values[3 * i];
    }
    FloatMatrix whitened = new Pca(3, true).fit(FloatMatrix.wrap(300, 3, values), RUN).points();
    double[][] covariance = covariance(whitened);
    assertThat(covariance[0][0]).isCloseTo(1, within(1e-4));
    assertThat(covariance[1][1]).isCloseTo(1, within(1e-4));
    assertThat(covariance[2][2]).isZero();
  }

  private static double[][] covariance(FloatMatrix points) {
    int n = points.rows();
    int d = points.columns();
    double[] mean = new double[d];
    for (int at = 0; at < n * d; at++) {
      mean[at % d] += points.get(at / d, at % d) / (double) n;
    }
    double[][] covariance = new double[d][d];
    for (int i = 0; i < n; i++) {
      for (int a = 0; a < d; a++) {
        for (int b = 0; b < d; b++) {
          covariance[a][b] += (points.get(i, a) - mean[a]) * (points.get(i, b) - mean[b]) / (n - 1);
        }
      }
    }
    return covariance;
  }

  @ParameterizedTest
  @CsvSource({"400, 20", "20, 50"})
  void the_largest_loading_of_a_direction_is_positive(int n, int d) {
    FloatMatrix directions = new Pca(8, false).fit(stretched(n, d), RUN).directions();
    for (int c = 0; c < 8; c++) {
      float largest = 0;
      for (float loading : directions.row(c)) {
        largest = Math.abs(loading) > Math.abs(largest) ? loading : largest;
      }
      assertThat(largest).isPositive();
    }
  }

  @Test
  void a_point_met_again_is_put_where_it_was_whatever_comes_with_it() {
    FloatMatrix points = stretched(700, 9);
    PcaProjection fitted = new Pca(4, true).fit(points, RUN);
    FloatMatrix again = fitted.project(points.select(699, 3), RUN);
    assertThat(again).isEqualTo(fitted.points().select(699, 3));
  }

  @Test
  void the_number_of_threads_changes_nothing() throws Exception {
    FloatMatrix points = stretched(3000, 11);
    FloatMatrix[] found = new FloatMatrix[2];
    int at = 0;
    for (int threads : new int[] {1, 4}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      found[at++] = pool.submit(() -> new Pca(5, false).fit(points, RUN).points()).get();
      pool.shutdown();
    }
    assertThat(found[0]).isEqualTo(found[1]);
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "3, 0", "0, 0", "1, 1"})
  void few_points_or_columns_clip_the_dimensions(int n, int d) {
    FloatMatrix points = FloatMatrix.wrap(n, d, new float[n * d]);
    FloatMatrix laidOut = new Pca(64, true).fit(points, RUN).points();
    assertThat(laidOut.rows()).isEqualTo(n);
    assertThat(laidOut.columns()).isEqualTo(Math.min(n, d));
  }

  @Test
  void a_value_that_is_not_finite_is_named_by_row_and_column() {
    FloatMatrix points = FloatMatrix.wrap(2, 2, new float[] {1, 2, 3, Float.NaN});
    assertThatThrownBy(() -> new Pca(1, false).fit(points, RUN))
        .isInstanceOf(DecipherException.class)
        .hasMessageStartingWith(
            "pca: the value at row 1, column 1 is NaN; expected finite numbers");
  }

  @Test
  void points_of_another_width_are_refused() {
    PcaProjection fitted = new Pca(1, false).fit(stretched(9, 3), RUN);
    assertThatThrownBy(() -> fitted.project(stretched(9, 4), RUN))
        .hasMessage("pca was fitted to points of 3 columns, but these have 4");
  }

  @Test
  void the_provider_makes_it_with_the_defaults_and_says_that_it_encodes() {
    Plugins plugins = Plugins.of(List.of(new PcaProvider()));
    Settings block = Settings.parse("test", "type = pca, whiten = true");
    assertThat(plugins.create(ProjectorProvider.class, block)).isEqualTo(new Pca(64, true));
    assertThat(new PcaProvider().can(OutOfSampleProjection.class)).isTrue();
  }

  /** Points whose column j has variance 0.8^j, turned so that no direction is an axis. */
  private static FloatMatrix decaying(int n, int d) {
    float[] values = Samples.normal(n, d, 8, false).toArray();
    for (int at = 0; at < values.length; at++) {
      values[at] *= (float) Math.pow(0.8, at % d / 2.0);
    }
    float[] turned = new float[values.length];
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int j = 0; j < d; j++) {
        sum += values[i * d + j];
      }
      for (int j = 0; j < d; j++) {
        turned[i * d + j] = (float) (values[i * d + j] - 2 * sum / d); // a reflection
      }
    }
    return FloatMatrix.wrap(n, d, turned);
  }

  @ParameterizedTest
  @CsvSource({"700, 60, 8", "60, 300, 8", "400, 9, 9", "5, 40, 8"})
  void randomised_directions_span_what_the_exact_ones_do(int n, int d, int dimensions) {
    FloatMatrix points = decaying(n, d);
    PcaProjection exact = new Pca(dimensions, false, Solver.EXACT).fit(points, RUN);
    PcaProjection found = new Pca(dimensions, false, Solver.RANDOMISED).fit(points, RUN);
    int kept = Math.min(dimensions, Math.min(n, d));
    // The squared cosines of the angles between the subspaces sum to their dimension if equal.
    double common = 0;
    for (int a = 0; a < kept; a++) {
      for (int b = 0; b < kept; b++) {
        double overlap = 0;
        for (int j = 0; j < d; j++) {
          overlap += (double) exact.directions().get(a, j) * found.directions().get(b, j);
        }
        common += overlap * overlap;
      }
      double variance = exact.explainedVariance()[a];
      assertThat(found.explainedVariance()[a])
          .isCloseTo(variance, within(1e-3 * variance + 1e-9))
          .isLessThanOrEqualTo(variance * (1 + 1e-9) + 1e-9);
    }
    if (n > kept) {
      assertThat(common).isCloseTo(kept, within(1e-2));
    }
  }

  @Test
  void randomised_is_the_same_for_a_seed_whatever_the_threads() throws Exception {
    FloatMatrix points = stretched(3000, 40);
    Pca pca = new Pca(3, false, Solver.RANDOMISED);
    FloatMatrix[] found = new FloatMatrix[2];
    int at = 0;
    for (int threads : new int[] {1, 4}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      found[at++] = pool.submit(() -> pca.fit(points, RUN).points()).get();
      pool.shutdown();
    }
    assertThat(found[0]).isEqualTo(found[1]);
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "3, 0", "1, 1", "6, 4"})
  void randomised_answers_points_that_do_not_vary(int n, int d) {
    FloatMatrix points = FloatMatrix.wrap(n, d, new float[n * d]);
    FloatMatrix laidOut = new Pca(64, true, Solver.RANDOMISED).fit(points, RUN).points();
    assertThat(laidOut.toArray()).containsOnly(new float[n * Math.min(n, d)]);
    assertThat(laidOut.columns()).isEqualTo(Math.min(n, d));
  }
}
