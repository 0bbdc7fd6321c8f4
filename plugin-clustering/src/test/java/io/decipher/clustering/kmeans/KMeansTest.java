// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.kmeans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.Settings;
import io.decipher.api.spi.ClustererProvider;
import io.decipher.clustering.Samples;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KMeansTest {
  private static final RunContext RUN = RunContext.seeded(0);

  private static KMeans kMeans(int classes) {
    return new KMeans(classes, 3, 300, 0);
  }

  private static double squared(FloatMatrix a, int i, FloatMatrix b, int j) {
    double sum = 0;
    for (int c = 0; c < a.columns(); c++) {
      double difference = (double) a.get(i, c) - b.get(j, c);
      sum += difference * difference;
    }
    return sum;
  }

  @Test
  void four_points_in_two_pairs_have_the_answer_known_by_hand() {
    FloatMatrix points = FloatMatrix.wrap(5, 1, new float[] {10, 0, 12, 1, 14});
    KMeansModel model = kMeans(2).fit(points, RUN);
    assertThat(model.classes().labels()).isEqualTo(Labels.of(0, 1, 0, 1, 0));
    assertThat(model.means().toArray()).containsExactly(12, 0.5f);
    assertThat(model.inertia()).isCloseTo(8.5, within(1e-12));
    // Point 12 is at its mean; point 10 is 2 from it and 9.5 from the other.
    assertThat(model.classes().strengths().get(2, 0)).isEqualTo(1);
    assertThat(model.classes().strengths().get(0, 0)).isCloseTo(1 - 2 / 9.5f, within(1e-6f));
  }

  /** No bound may spare a distance that matters: what is found is a fixed point of plain rounds. */
  @ParameterizedTest
  @CsvSource({"2000, 2, 7, false", "1500, 5, 20, true", "900, 30, 4, false", "300, 1, 40, true"})
  void each_point_is_with_its_nearest_mean_and_each_mean_is_that_of_its_points(
      int n, int d, int classes, boolean ties) {
    FloatMatrix points = Samples.normal(n, d, 11, ties);
    KMeansModel model = kMeans(classes).fit(points, RUN);
    Labels labels = model.classes().labels();
    FloatMatrix means = model.means();
    double inertia = 0;
    for (int i = 0; i < n; i++) {
      double own = squared(points, i, means, labels.get(i));
      inertia += own;
      for (int c = 0; c < means.rows(); c++) {
        assertThat(own).isLessThanOrEqualTo(squared(points, i, means, c) + 1e-5);
      }
    }
    assertThat(model.inertia()).isCloseTo(inertia, within(1e-4 * inertia + 1e-6));
    int[] sizes = labels.sizes();
    for (int c = 0; c < means.rows(); c++) {
      assertThat(c == 0 || sizes[c] <= sizes[c - 1]).isTrue();
      for (int j = 0; j < d; j++) {
        double sum = 0;
        for (int member : labels.members(c)) {
          sum += points.get(member, j);
        }
        assertThat(means.get(c, j)).isCloseTo((float) (sum / sizes[c]), within(1e-5f));
      }
    }
  }

  @Test
  void more_starts_are_never_worse() {
    FloatMatrix points = Samples.normal(1000, 2, 5, false);
    double last = Double.POSITIVE_INFINITY;
    for (int restarts : new int[] {1, 2, 5, 10}) {
      double inertia = new KMeans(25, restarts, 300, 0).fit(points, RUN).inertia();
      assertThat(inertia).isLessThanOrEqualTo(last);
      last = inertia;
    }
  }

  @Test
  void new_points_go_to_the_nearest_mean_and_fitted_ones_where_they_were() {
    FloatMatrix points = Samples.blobs(900, 4, 3, 12, 2);
    KMeansModel model = kMeans(3).fit(points, RUN);
    assertThat(model.assign(points, RUN)).isEqualTo(model.classes());
    assertThat(model.assign(model.means(), RUN).labels()).isEqualTo(Labels.of(0, 1, 2));
    assertThatThrownBy(() -> model.assign(Samples.normal(3, 5, 1, false), RUN))
        .isInstanceOf(DecipherException.class)
        .hasMessageStartingWith("k-means was fitted to points of 4 columns, but these have 5");
  }

  @Test
  void fewer_distinct_points_than_classes_are_a_class_each() {
    FloatMatrix points = FloatMatrix.wrap(6, 1, new float[] {1, 2, 2, 1, 7, 2});
    KMeansModel model = kMeans(5).fit(points, RUN);
    assertThat(model.classes().labels()).isEqualTo(Labels.of(1, 0, 0, 1, 2, 0));
    assertThat(model.inertia()).isZero();
  }

  @Test
  void the_number_of_threads_changes_nothing() throws Exception {
    FloatMatrix points = Samples.normal(5000, 6, 3, false);
    KMeansModel[] found = new KMeansModel[2];
    int at = 0;
    for (int threads : new int[] {1, 4}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      found[at++] = pool.submit(() -> kMeans(9).fit(points, RUN)).get();
      pool.shutdown();
    }
    assertThat(found[0].classes()).isEqualTo(found[1].classes());
    assertThat(found[0].means()).isEqualTo(found[1].means());
    assertThat(found[0].inertia()).isEqualTo(found[1].inertia());
  }

  @Test
  void the_provider_asks_for_the_number_of_classes_and_has_the_rest() {
    Plugins plugins = Plugins.of(List.of(new KMeansProvider()));
    Settings block = Settings.parse("test", "type = k-means, classes = 4");
    assertThat(plugins.create(ClustererProvider.class, block))
        .isEqualTo(new KMeans(4, 10, 300, 1e-4));
    assertThatThrownBy(
            () -> plugins.create(ClustererProvider.class, Settings.parse("test", "type = k-means")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("classes");
  }
}
