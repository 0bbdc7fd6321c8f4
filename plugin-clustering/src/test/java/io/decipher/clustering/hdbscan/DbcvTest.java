// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.clustering.Golden;
import io.decipher.clustering.Samples;
import io.decipher.clustering.Shapes;
import io.decipher.clustering.internal.mst.DistinctPoints;
import io.decipher.clustering.internal.mst.MinimumSpanningTree;
import io.decipher.clustering.internal.mst.SingleLinkageTree;
import io.decipher.numerics.Metric;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DbcvTest {
  private static final RunContext RUN = RunContext.seeded(1);
  private static final FloatMatrix THREES =
      FloatMatrix.wrap(7, 1, new float[] {0, 1, 2, 10, 11, 12, 30});

  @Nested
  class Of_the_reference {
    static Stream<Golden> golden() throws Exception {
      return Golden.all().filter(golden -> golden.json().contains("\"dbcv\""));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void every_index_is_the_same(Golden golden) {
      Dbcv found =
          Dbcv.of(golden.points(), Labels.of(golden.labels()), golden.settings().metric(), RUN);
      assertThat(found.index()).isCloseTo(golden.number("dbcv"), within(1e-6));
    }
  }

  /**
   * Within a three the core distances are 4/3, 1 and 4/3, and the two edges weigh 4/3; none is
   * between inner nodes. The inner nodes are 10 apart.
   */
  @Test
  void a_class_number_that_no_point_has_counts_for_nothing() {
    FloatMatrix points = Shapes.groups(2, 60, 2, 3);
    int[] plain = new int[60];
    int[] gaps = new int[60];
    for (int i = 0; i < 60; i++) {
      plain[i] = i % 3;
      gaps[i] = 1 + 3 * (i % 3);
    }
    Dbcv right = Dbcv.of(points, Labels.of(plain), Metric.EUCLIDEAN, RUN);
    Dbcv found = Dbcv.of(points, Labels.of(gaps), Metric.EUCLIDEAN, RUN);
    assertThat(found.index()).isEqualTo(right.index());
    double[] each = right.ofClasses();
    assertThat(found.ofClasses()).containsExactly(0, each[0], 0, 0, each[1], 0, 0, each[2]);
  }

  @Test
  void it_is_what_one_computes_by_hand() {
    Dbcv found = Dbcv.of(THREES, Labels.of(1, 1, 1, 0, 0, 0, -1), Metric.EUCLIDEAN, RUN);
    double each = (10 - 4.0 / 3) / 10;
    assertThat(found.ofClasses()).containsExactly(new double[] {each, each}, within(1e-12));
    assertThat(found.index()).isCloseTo(each * 6 / 7, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(names = {"EUCLIDEAN", "MANHATTAN"})
  void separated_groups_are_valid_and_mixed_ones_are_not(Metric metric) {
    for (int d : new int[] {2, 20, 784}) {
      int[] groups = new int[90];
      Arrays.setAll(groups, i -> i % 2);
      FloatMatrix points = Samples.blobs(90, d, 2, 10.0 * d, 11);
      double valid = Dbcv.of(points, Labels.of(groups), metric, RUN).index();
      Arrays.setAll(groups, i -> i / 45);
      double mixed = Dbcv.of(points, Labels.of(groups), metric, RUN).index();
      assertThat(valid).isBetween(0.05, 1.0);
      assertThat(mixed).isBetween(-1.0, -0.05);
    }
  }

  @Test
  void fewer_than_two_classes_have_none() {
    Dbcv none = Dbcv.of(THREES, Labels.of(-1, -1, -1, -1, -1, -1, -1), Metric.EUCLIDEAN, RUN);
    assertThat(none.index()).isNaN();
    assertThat(none.ofClasses()).isEmpty();
    Dbcv one = Dbcv.of(THREES, Labels.of(0, 0, 0, 0, 0, 0, -1), Metric.EUCLIDEAN, RUN);
    assertThat(one.index()).isNaN();
    assertThat(one.ofClasses()).containsExactly(Double.NaN);
  }

  @Test
  void equal_points_are_as_dense_as_can_be() {
    FloatMatrix heaps = FloatMatrix.wrap(6, 1, new float[] {1, 1, 1, 5, 5, 5});
    assertThat(Dbcv.of(heaps, Labels.of(0, 0, 0, 1, 1, 1), Metric.EUCLIDEAN, RUN).index())
        .isEqualTo(1);
    assertThat(
            Dbcv.of(Shapes.equal(6, 2), Labels.of(0, 0, 1, 1, 2, 2), Metric.EUCLIDEAN, RUN).index())
        .isZero();
  }

  @Test
  void the_number_of_threads_changes_nothing() throws Exception {
    FloatMatrix points = Shapes.groups(5, 900, 3, 4);
    Labels labels = new Hdbscan(20, 5).fit(points, RUN).classes().labels();
    double[][] found = new double[2][];
    for (int threads : new int[] {1, 4}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      found[threads / 4] =
          pool.submit(() -> Dbcv.of(points, labels, Metric.EUCLIDEAN, RUN).ofClasses()).get();
      pool.shutdown();
    }
    assertThat(found[1]).isEqualTo(found[0]);
  }

  @Test
  void it_can_be_cancelled_and_refuses_what_does_not_fit() {
    Labels labels = Labels.of(0, 0, 0, 1, 1, 1, 1);
    CancellationToken token = new CancellationToken();
    token.cancel();
    assertThatThrownBy(
            () ->
                Dbcv.of(
                    THREES,
                    labels,
                    Metric.EUCLIDEAN,
                    RunContext.of(1, ProgressListener.none(), token)))
        .isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> Dbcv.of(THREES, Labels.of(0, 1), Metric.EUCLIDEAN, RUN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are 7 points, but 2 labels");
    FloatMatrix broken = FloatMatrix.wrap(2, 1, new float[] {0, Float.NaN});
    assertThatThrownBy(() -> Dbcv.of(broken, Labels.of(0, 1), Metric.EUCLIDEAN, RUN))
        .isInstanceOf(DecipherException.class)
        .hasMessageStartingWith("dbcv: the value at row 1, column 0 is NaN");
  }

  @Nested
  class Relative_to_one_spanning_tree {
    /** Within a three edges weigh 1, between them 8; the last point is noise. */
    @Test
    void it_is_what_one_computes_by_hand() {
      assertThat(new Hdbscan(3, 1).fit(THREES, RUN).relativeValidity())
          .isCloseTo(7.0 / 8 * 6 / 7, within(1e-12));
      assertThat(new Hdbscan(3, 1).fit(THREES.slice(0, 6), RUN).relativeValidity())
          .isCloseTo(7.0 / 8, within(1e-12));
    }

    @Test
    void it_is_zero_without_classes() {
      assertThat(new Hdbscan(5, 1).fit(THREES, RUN).relativeValidity()).isZero();
      assertThat(new Hdbscan(5, 1).fit(FloatMatrix.empty(2), RUN).relativeValidity()).isZero();
    }

    /** 2 x 18, to the noise, against 8 within the only class. */
    @Test
    void a_class_without_others_is_compared_with_noise() {
      SingleLinkageTree tree =
          SingleLinkageTree.of(
              7, MinimumSpanningTree.of(DistinctPoints.of(THREES, Metric.EUCLIDEAN), 1, RUN).edges);
      assertThat(RelativeValidity.of(tree, Labels.of(0, 0, 0, 0, 0, 0, -1)))
          .isCloseTo((36 - 8.0) / 36 * 6 / 7, within(1e-12));
    }
  }
}
