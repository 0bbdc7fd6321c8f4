// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.clustering.BruteForce;
import io.decipher.clustering.Partitions;
import io.decipher.clustering.Recipes;
import io.decipher.clustering.Shapes;
import io.decipher.numerics.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HdbscanPropertiesTest {
  private static final RunContext RUN = RunContext.seeded(1);

  private static FloatMatrix times(FloatMatrix points, float factor) {
    float[] values = points.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return FloatMatrix.wrap(points.rows(), points.columns(), values);
  }

  private static FloatMatrix shifted(FloatMatrix points, float by) {
    float[] values = points.toArray();
    for (int i = 0; i < values.length; i += points.columns()) {
      values[i] += by;
    }
    return FloatMatrix.wrap(points.rows(), points.columns(), values);
  }

  /** Groups on whole coordinates, so that sums of squares are exact. */
  private static FloatMatrix wholeGroups(long seed, int n, int d, int groups) {
    float[] values = Shapes.groups(seed, n, d, groups).toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.round(values[i] * 1000);
    }
    return FloatMatrix.wrap(n, d, values);
  }

  @Nested
  class Of_any_points {
    @ParameterizedTest
    @CsvSource({"1, 2, EUCLIDEAN", "2, 5, MANHATTAN", "3, 30, EUCLIDEAN", "4, 1, MANHATTAN"})
    void scaling_by_a_power_of_two_scales_distances_alone(long seed, int d, Metric metric) {
      FloatMatrix points = Shapes.someRepeated(seed, Shapes.groups(seed, 600, d, 4));
      HdbscanModel model = Recipes.of(metric).fit(points, RUN);
      for (int power : new int[] {-60, -100, 1, 90}) {
        HdbscanModel scaled = Recipes.of(metric).fit(times(points, Math.scalb(1f, power)), RUN);
        assertThat(scaled.classes()).isEqualTo(model.classes());
        assertThat(scaled.outlierScores()).isEqualTo(model.outlierScores());
        assertThat(scaled.totalTreeWeight()).isEqualTo(Math.scalb(model.totalTreeWeight(), power));
      }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void permuting_the_columns_changes_nothing(long seed) {
      FloatMatrix points = wholeGroups(seed, 700, 4, 5);
      int[] order = Shapes.permutation(seed, 4);
      float[] values = new float[700 * 4];
      for (int i = 0; i < values.length; i++) {
        values[i] = points.get(i / 4, order[i % 4]);
      }
      FloatMatrix permuted = FloatMatrix.wrap(700, 4, values);
      for (Metric metric : List.of(Metric.EUCLIDEAN, Metric.MANHATTAN)) {
        HdbscanModel model = Recipes.of(metric).fit(points, RUN);
        HdbscanModel other = Recipes.of(metric).fit(permuted, RUN);
        assertThat(
                Partitions.adjustedRandIndex(
                    model.classes().labels().toArray(), other.classes().labels().toArray()))
            .isEqualTo(1);
        assertThat(other.outlierScores()).isEqualTo(model.outlierScores());
      }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_copy_far_away_doubles_the_classes(long seed) {
      FloatMatrix points = Shapes.someRepeated(seed, wholeGroups(seed, 500, 2, 4));
      Hdbscan leaves = Recipes.of(12, 4, ClusterSelection.LEAF, Metric.EUCLIDEAN);
      int[] once = leaves.fit(points, RUN).classes().labels().toArray();
      FloatMatrix both = FloatMatrix.concat(points, shifted(points, 1e6f));
      Labels twice = leaves.fit(both, RUN).classes().labels();
      int[] first = Arrays.copyOf(twice.toArray(), once.length);
      int[] second = Arrays.copyOfRange(twice.toArray(), once.length, 2 * once.length);
      assertThat(twice.classes()).isEqualTo(2 * Labels.of(once).classes()).isGreaterThan(4);
      assertThat(Partitions.adjustedRandIndex(once, first)).isEqualTo(1);
      assertThat(Partitions.adjustedRandIndex(once, second)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"EUCLIDEAN, 2", "MANHATTAN, 3", "COSINE, 3", "EUCLIDEAN, 25", "COSINE, 40"})
    void the_spanning_tree_weighs_as_little_as_can_be(Metric metric, int d) {
      for (FloatMatrix points :
          List.of(Shapes.groups(d, 600, d, 6), shifted(Shapes.whole(d, 600, d, 9), 1))) {
        HdbscanModel model = Recipes.of(10, 6, ClusterSelection.LEAF, metric).fit(points, RUN);
        double weight = BruteForce.treeWeight(BruteForce.distances(points, metric), 6);
        assertThat(model.totalTreeWeight()).isCloseTo(weight, within(1e-9 * weight));
      }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void classes_are_as_great_as_asked_and_a_cut_is_a_fit(long seed) {
      RandomGenerator random = new SplittableRandom(seed);
      FloatMatrix points =
          seed % 2 == 0
              ? Shapes.whole(seed, 800, 2, 30)
              : Shapes.someRepeated(seed, Shapes.groups(seed, 600, 3, 6));
      int minSamples = random.nextInt(1, 15);
      for (ClusterSelection selection : ClusterSelection.values()) {
        HdbscanModel model =
            Recipes.of(10, minSamples, selection, Metric.EUCLIDEAN).fit(points, RUN);
        for (int i = 0; i < 6; i++) {
          int size = random.nextInt(2, 200);
          Labels cut = model.cut(size).labels();
          assertThat(Arrays.stream(cut.sizes()).min().orElse(size)).isGreaterThanOrEqualTo(size);
          Hdbscan anew = Recipes.of(size, minSamples, selection, Metric.EUCLIDEAN);
          assertThat(model.cut(size)).isEqualTo(anew.fit(points, RUN).classes());
        }
      }
    }
  }

  @Nested
  class By_cosine {
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 30})
    void it_finds_what_one_less_the_cosine_of_all_pairs_gives(int d) {
      FloatMatrix points = Shapes.groups(d, 400, d, 5);
      HdbscanModel model = Recipes.of(Metric.COSINE).fit(points, RUN);
      HdbscanModel expected =
          Recipes.of(Metric.COSINE)
              .fit(BruteForce.graph(BruteForce.distances(points, Metric.COSINE), 3), RUN);
      assertThat(model.classes().labels().classes()).isGreaterThan(1);
      assertThat(
              Partitions.adjustedRandIndex(
                  expected.classes().labels().toArray(), model.classes().labels().toArray()))
          .isEqualTo(1);
      for (int i = 0; i < 400; i++) {
        assertThat(model.classes().strengths().get(i, 0))
            .isCloseTo(expected.classes().strengths().get(i, 0), within(1e-5f));
        assertThat(model.outlierScores().get(i, 0))
            .isCloseTo(expected.outlierScores().get(i, 0), within(1e-5f));
      }
    }

    @Test
    void lengths_do_not_matter() {
      FloatMatrix points = shifted(Shapes.whole(3, 900, 3, 8), 1);
      float[] values = points.toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] *= 1 + i / 3 % 7;
      }
      HdbscanModel model = Recipes.of(Metric.COSINE).fit(points, RUN);
      FloatMatrix longer = FloatMatrix.wrap(900, 3, values);
      assertThat(Recipes.of(Metric.COSINE).fit(longer, RUN).classes()).isEqualTo(model.classes());
      for (int power : new int[] {120, -120}) {
        FloatMatrix scaled = times(points, Math.scalb(1f, power));
        assertThat(Recipes.of(Metric.COSINE).fit(scaled, RUN).classes()).isEqualTo(model.classes());
      }
    }

    @Test
    void rows_of_zeros_are_refused() {
      float[] values = Shapes.groups(1, 30, 2, 2).toArray();
      values[14] = 0;
      values[15] = -0f;
      assertThatThrownBy(() -> Recipes.of(Metric.COSINE).fit(FloatMatrix.wrap(30, 2, values), RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              "hdbscan: row 7 is all zeros and has no direction; metric cosine expects a value"
                  + " other than 0 in each row (leave such rows out, or choose another metric)");
      assertThatThrownBy(() -> Recipes.of(Metric.COSINE).fit(Shapes.equal(3, 0), RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith("hdbscan: row 0 is all zeros");
    }
  }

  @Nested
  class At_the_edges {
    @Test
    void hardly_any_points_are_answered() {
      for (Metric metric : Metric.values()) {
        for (int n : new int[] {0, 1, 2, 9}) {
          HdbscanModel model = Recipes.of(metric).fit(Shapes.groups(1, n, 3, 1), RUN);
          assertThat(model.classes().labels().noise()).isEqualTo(n);
          assertThat(model.outlierScores().rows()).isEqualTo(n);
        }
      }
      FloatMatrix two = FloatMatrix.ofRows(new float[] {1}, new float[] {2});
      Hdbscan settings = Recipes.single(OptionalInt.of(2), OptionalDouble.empty());
      assertThat(settings.fit(two, RUN).classes().labels()).isEqualTo(Labels.of(0, 0));
    }

    @Test
    void coordinates_may_be_as_great_or_small_as_floats_can_be() {
      FloatMatrix points = Shapes.groups(2, 600, 2, 4);
      HdbscanModel model = new Hdbscan(20, 5).fit(points, RUN);
      assertThat(model.classes().labels().classes()).isGreaterThan(1);
      for (int power : new int[] {122, -120}) {
        HdbscanModel scaled = new Hdbscan(20, 5).fit(times(points, Math.scalb(1f, power)), RUN);
        assertThat(scaled.classes()).isEqualTo(model.classes());
      }
      FloatMatrix subnormal = times(Shapes.whole(3, 700, 2, 100), Float.MIN_VALUE);
      assertThat(new Hdbscan(5, 3).fit(subnormal, RUN).classes())
          .isEqualTo(new Hdbscan(5, 3).fit(Shapes.whole(3, 700, 2, 100), RUN).classes());
    }

    @Test
    void what_is_near_beside_what_is_far_stays_apart() {
      float[] values = new float[300];
      for (int i = 0; i < 300; i++) {
        values[i] = i % 3 == 0 ? (1 + i) * 1e-30f : i % 3 == 1 ? 1e30f * (1 + i * 1e-4f) : -1 - i;
      }
      HdbscanModel model =
          Recipes.of(20, 2, ClusterSelection.LEAF, Metric.EUCLIDEAN)
              .fit(FloatMatrix.wrap(300, 1, values), RUN);
      assertThat(model.totalTreeWeight()).isFinite();
      for (int i = 0; i < 300; i++) {
        assertThat(model.outlierScores().get(i, 0)).isBetween(0f, 1f);
        assertThat(model.classes().strengths().get(i, 0)).isBetween(0f, 1f);
      }
      assertThat(model.classes().labels().get(3)).isNotNegative();
      assertThat(model.classes().labels().get(3)).isEqualTo(model.classes().labels().get(297));
    }

    @Test
    void equal_points_and_no_columns_have_one_class_or_none() {
      for (int d : new int[] {0, 1, 2, 30}) {
        Hdbscan single = Recipes.single(OptionalInt.of(10), OptionalDouble.empty());
        assertThat(single.fit(Shapes.equal(60, d), RUN).classes().labels().sizes())
            .containsExactly(60);
        assertThat(new Hdbscan(10, 5).fit(Shapes.equal(60, d), RUN).classes().labels().noise())
            .isEqualTo(60);
      }
    }
  }
}
