// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.Recipes;
import io.decipher.clustering.Shapes;
import io.decipher.numerics.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsTest {
  private static final RunContext RUN = RunContext.seeded(1);

  private static List<FloatMatrix> shapes(long seed) {
    return List.of(
        Shapes.groups(seed, 700, 2, 5),
        Shapes.groups(seed, 150, 25, 3),
        Shapes.moons(seed, 300),
        Shapes.whole(seed, 400, 2, 12),
        Shapes.someRepeated(seed, Shapes.groups(seed, 200, 1, 4)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whole_ones_are_repeated_rows(long seed) {
    List<Hdbscan> all =
        List.of(
            new Hdbscan(15, 6),
            Recipes.of(4, 9, ClusterSelection.LEAF, Metric.MANHATTAN),
            Recipes.single(OptionalInt.empty(), OptionalDouble.of(0.05)));
    for (FloatMatrix points : shapes(seed)) {
      int[] times = new SplittableRandom(seed).ints(points.rows(), 1, 6).toArray();
      int[] rows =
          IntStream.range(0, times.length)
              .flatMap(i -> IntStream.generate(() -> i).limit(times[i]))
              .toArray();
      double[] weights = Arrays.stream(times).asDoubleStream().toArray();
      for (Hdbscan settings : all) {
        HdbscanModel weighted = settings.fit(points, weights, RUN);
        HdbscanModel repeated = settings.fit(points.select(rows), RUN);
        int[] labels = Arrays.stream(rows).map(weighted.classes().labels()::get).toArray();
        assertThat(labels).isEqualTo(repeated.classes().labels().toArray());
        assertThat(weighted.classes().strengths().select(rows))
            .isEqualTo(repeated.classes().strengths());
        assertThat(weighted.outlierScores().select(rows)).isEqualTo(repeated.outlierScores());
        assertThat(weighted.persistence()).containsExactly(repeated.persistence(), within(1e-9));
        assertThat(weighted.minClusterSize()).isEqualTo(repeated.minClusterSize());
        double weight = repeated.totalTreeWeight();
        assertThat(weighted.totalTreeWeight()).isCloseTo(weight, within(1e-9 * weight));
      }
    }
  }

  @Test
  void of_one_change_nothing() {
    for (FloatMatrix points : shapes(4)) {
      double[] ones = new double[points.rows()];
      Arrays.fill(ones, 1);
      HdbscanModel weighted = new Hdbscan(9, 4).fit(points, ones, RUN);
      HdbscanModel plain = new Hdbscan(9, 4).fit(points, RUN);
      assertThat(weighted.classes()).isEqualTo(plain.classes());
      assertThat(weighted.outlierScores()).isEqualTo(plain.outlierScores());
    }
  }

  @Test
  void of_an_eighth_eight_at_each_place_are_points_once() {
    for (FloatMatrix points : shapes(5)) {
      int[] rows = IntStream.range(0, 8 * points.rows()).map(i -> i / 8).toArray();
      double[] eighths = new double[rows.length];
      Arrays.fill(eighths, 0.125);
      HdbscanModel weighted = new Hdbscan(9, 4).fit(points.select(rows), eighths, RUN);
      HdbscanModel plain = new Hdbscan(9, 4).fit(points, RUN);
      assertThat(weighted.classes().labels().toArray())
          .isEqualTo(Arrays.stream(rows).map(plain.classes().labels()::get).toArray());
      assertThat(weighted.classes().strengths())
          .isEqualTo(plain.classes().strengths().select(rows));
    }
  }

  @Test
  void whose_sum_is_a_size_but_for_rounding_reach_it() {
    float[] values = new float[150];
    for (int i = 0; i < 150; i++) {
      values[i] = i + i / 50 * 1000;
    }
    FloatMatrix points = FloatMatrix.wrap(150, 1, values);
    double[] tenths = new double[150];
    Arrays.fill(tenths, 0.1);
    HdbscanModel model = new Hdbscan(5, 1).fit(points, tenths, RUN);
    assertThat(model.classes().labels().sizes()).containsExactly(50, 50, 50);
    assertThat(model.cut(6).labels().classes()).isZero();
  }

  @Test
  void of_a_half_make_it_take_twice_as_many_points() {
    FloatMatrix points = Shapes.groups(6, 600, 2, 4);
    double[] halves = new double[points.rows()];
    Arrays.fill(halves, 0.5);
    HdbscanModel weighted = new Hdbscan(10, 4).fit(points, halves, RUN);
    HdbscanModel plain = new Hdbscan(20, 8).fit(points, RUN);
    assertThat(weighted.classes()).isEqualTo(plain.classes());
    assertThat(weighted.cut(25)).isEqualTo(plain.cut(50));
  }

  @Test
  void that_make_a_class_let_one_row_be_one() {
    FloatMatrix points = FloatMatrix.ofRows(new float[] {0}, new float[] {50}, new float[] {51});
    HdbscanModel model = new Hdbscan(20, 5).fit(points, new double[] {30, 25, 40}, RUN);
    assertThat(model.classes().labels().toArray()).containsExactly(1, 2, 0);
    assertThat(model.classes().strengths().toArray()).containsOnly(1f);
    assertThat(model.cut(31).labels().toArray()).containsExactly(-1, -1, -1);
    assertThat(model.cut(30).labels().toArray()).containsExactly(1, 0, 0);
  }

  @Test
  void of_one_row_alone_are_copies_of_it() {
    FloatMatrix one = FloatMatrix.ofRows(new float[] {3, 4});
    Hdbscan settings = Recipes.single(OptionalInt.of(5), OptionalDouble.empty());
    assertThat(settings.fit(one, new double[] {5}, RUN).classes().labels().get(0)).isZero();
    assertThat(settings.fit(one, new double[] {4.9}, RUN).classes().labels().get(0)).isEqualTo(-1);
    assertThat(settings.fit(FloatMatrix.empty(2), new double[0], RUN).classes().labels().size())
        .isZero();
  }

  @Test
  void however_great_or_small_break_nothing() {
    FloatMatrix points = Shapes.groups(7, 300, 2, 3);
    double[] weights = new double[300];
    Arrays.setAll(weights, i -> i % 3 == 0 ? 1e20 : i % 3 == 1 ? 1e-20 : 1);
    HdbscanModel model = new Hdbscan(10, 5).fit(points, weights, RUN);
    for (int i = 0; i < 300; i++) {
      assertThat(model.classes().strengths().get(i, 0)).isBetween(0f, 1f);
      assertThat(model.outlierScores().get(i, 0)).isBetween(0f, 1f);
    }
  }

  @Test
  void a_cut_is_what_a_fit_at_that_size_finds() {
    FloatMatrix points = Shapes.groups(8, 500, 2, 4);
    double[] weights = new SplittableRandom(8).doubles(500, 0.2, 3).toArray();
    HdbscanModel model = new Hdbscan(10, 5).fit(points, weights, RUN);
    for (int size : new int[] {2, 7, 30, 120}) {
      assertThat(model.cut(size))
          .isEqualTo(new Hdbscan(size, 5).fit(points, weights, RUN).classes());
    }
  }

  @Test
  void that_cannot_be_are_refused_by_row() {
    FloatMatrix points = Shapes.groups(9, 4, 2, 1);
    for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Hdbscan(5, 5).fit(points, new double[] {1, 1, wrong, 0}, RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              "hdbscan: the weight of row 2 is "
                  + wrong
                  + "; expected a finite number above 0 (leave out rows that should not count)");
    }
    assertThatThrownBy(() -> new Hdbscan(5, 5).fit(points, new double[3], RUN))
        .isInstanceOf(DecipherException.class)
        .hasMessage("hdbscan: there are 3 weights for 4 rows; expected one per row");
  }
}
