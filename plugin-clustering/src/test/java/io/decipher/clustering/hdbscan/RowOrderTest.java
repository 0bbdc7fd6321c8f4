// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Permuting the rows permutes the result, and does nothing else, however many ties there are. */
class RowOrderTest {
  private static final RunContext RUN = RunContext.seeded(1);

  private static final List<Hdbscan> SETTINGS =
      List.of(
          new Hdbscan(5, 5),
          Recipes.of(12, 3, ClusterSelection.LEAF, Metric.EUCLIDEAN),
          Recipes.of(Metric.MANHATTAN),
          Recipes.single(OptionalInt.empty(), OptionalDouble.of(0.02)));

  static Stream<FloatMatrix> shapes() {
    return Stream.of(
        Shapes.groups(1, 900, 2, 5),
        Shapes.groups(2, 300, 30, 3),
        Shapes.moons(3, 800),
        Shapes.someRepeated(4, Shapes.groups(4, 700, 3, 4)),
        Shapes.someRepeated(5, Shapes.groups(5, 200, 1, 4)),
        Shapes.whole(6, 1500, 2, 20),
        Shapes.whole(7, 700, 3, 40),
        Shapes.whole(8, 600, 1, 400),
        Shapes.whole(9, 300, 25, 2),
        grid(27),
        Shapes.equal(50, 2));
  }

  /** Every point of it has four nearest ones, and all edges of the tree weigh the same. */
  private static FloatMatrix grid(int side) {
    float[] values = new float[2 * side * side];
    for (int i = 0; i < side * side; i++) {
      values[2 * i] = Math.floorDiv(i, side);
      values[2 * i + 1] = i % side;
    }
    return FloatMatrix.wrap(side * side, 2, values);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void permuting_the_rows_permutes_the_result(FloatMatrix points) throws Exception {
    for (Hdbscan settings : SETTINGS) {
      HdbscanModel straight = settings.fit(points, RUN);
      for (int seed = 1; seed <= 3; seed++) {
        int[] order = Shapes.permutation(seed, points.rows());
        FloatMatrix permuted = points.select(order);
        assertPermuted(straight, settings.fit(permuted, RUN), order);
        ForkJoinPool pool = new ForkJoinPool(seed);
        try {
          assertPermuted(straight, pool.submit(() -> settings.fit(permuted, RUN)).get(), order);
        } finally {
          pool.shutdown();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void so_it_does_with_weights(FloatMatrix points) {
    double[] weights = new SplittableRandom(1).doubles(points.rows(), 0.1, 3).toArray();
    for (Hdbscan settings : SETTINGS) {
      HdbscanModel straight = settings.fit(points, weights, RUN);
      int[] order = Shapes.permutation(4, points.rows());
      double[] permuted = Arrays.stream(order).mapToDouble(i -> weights[i]).toArray();
      assertPermuted(straight, settings.fit(points.select(order), permuted, RUN), order);
    }
  }

  @Test
  void so_it_does_by_cosine() {
    for (FloatMatrix points :
        List.of(Shapes.groups(1, 700, 3, 5), Shapes.whole(2, 700, 3, 5), Shapes.moons(3, 700))) {
      int[] elsewhere =
          IntStream.range(0, points.rows())
              .filter(i -> !Arrays.equals(points.row(i), new float[points.columns()]))
              .toArray();
      FloatMatrix rows = points.select(elsewhere);
      int[] order = Shapes.permutation(4, rows.rows());
      Hdbscan settings = Recipes.of(Metric.COSINE);
      assertPermuted(settings.fit(rows, RUN), settings.fit(rows.select(order), RUN), order);
    }
  }

  private static void assertPermuted(HdbscanModel straight, HdbscanModel permuted, int[] order) {
    int[] labels = Arrays.stream(order).map(straight.classes().labels()::get).toArray();
    assertThat(permuted.classes().labels().toArray()).isEqualTo(labels);
    assertThat(permuted.classes().strengths())
        .isEqualTo(straight.classes().strengths().select(order));
    assertThat(permuted.outlierScores()).isEqualTo(straight.outlierScores().select(order));
    assertThat(permuted.persistence()).isEqualTo(straight.persistence());
    assertThat(permuted.totalTreeWeight()).isEqualTo(straight.totalTreeWeight());
  }

  @Test
  void of_two_classes_of_one_size_the_first_has_the_least_coordinates() {
    float[] values = new float[60];
    for (int i = 0; i < 60; i++) {
      values[i] = (i % 3 == 0 ? 500 : i % 3 == 1 ? -500 : 0) + i / 3 % 7;
    }
    int[] labels =
        new Hdbscan(10, 3).fit(FloatMatrix.wrap(60, 1, values), RUN).classes().labels().toArray();
    for (int i = 0; i < 60; i++) {
      assertThat(labels[i]).isEqualTo(i % 3 == 0 ? 2 : i % 3 == 1 ? 0 : 1);
    }
  }
}
