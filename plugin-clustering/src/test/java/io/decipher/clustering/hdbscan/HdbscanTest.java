// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.clustering.Partitions;
import io.decipher.clustering.Shapes;
import io.decipher.clustering.hdbscan.Hdbscan.Resolution;
import io.decipher.clustering.internal.common.Memory;
import io.decipher.clustering.internal.mst.CoreDistances;
import io.decipher.numerics.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HdbscanTest {
  private static final RunContext RUN = RunContext.seeded(1);

  private static Hdbscan recipe(
      OptionalInt size, OptionalDouble share, ClusterSelection selection, boolean single) {
    return new Hdbscan(
        size,
        share,
        OptionalInt.empty(),
        selection,
        0,
        OptionalDouble.empty(),
        OptionalInt.empty(),
        single,
        Metric.EUCLIDEAN,
        Resolution.GIVEN);
  }

  @Nested
  class Of_groups_apart {
    private final FloatMatrix points = Shapes.groups(5, 1800, 3, 4);
    private final Hdbscan hdbscan = new Hdbscan(40, 8);

    @Test
    void each_group_is_a_class() {
      int[] groups = new int[points.rows()];
      Arrays.setAll(groups, i -> i % 4);
      int[] found = hdbscan.fit(points, RUN).classes().labels().toArray();
      assertThat(Partitions.adjustedRandIndex(groups, found)).isGreaterThan(0.95);
    }

    @Test
    void permuting_the_rows_permutes_the_result() {
      int[] order = Shapes.permutation(9, points.rows());
      Hdbscan leaves =
          recipe(OptionalInt.of(10), OptionalDouble.empty(), ClusterSelection.LEAF, false);
      for (Hdbscan each : List.of(hdbscan, new Hdbscan(5, 5), leaves)) {
        HdbscanModel straight = each.fit(points, RUN);
        HdbscanModel permuted = each.fit(points.select(order), RUN);
        int[] expected = new int[order.length];
        Arrays.setAll(expected, i -> straight.classes().labels().get(order[i]));
        int[] found = permuted.classes().labels().toArray();
        assertThat(Partitions.adjustedRandIndex(expected, found)).isEqualTo(1);
        assertThat(permuted.classes().strengths())
            .isEqualTo(straight.classes().strengths().select(order));
        assertThat(permuted.outlierScores()).isEqualTo(straight.outlierScores().select(order));
      }
    }

    @Test
    void the_number_of_threads_changes_nothing() throws Exception {
      for (FloatMatrix each :
          List.of(points, Shapes.whole(3, 3000, 2, 60), Shapes.groups(6, 1500, 40, 3))) {
        HdbscanModel one = inPool(1, each);
        HdbscanModel four = inPool(4, each);
        assertThat(four.classes()).isEqualTo(one.classes());
        assertThat(four.outlierScores()).isEqualTo(one.outlierScores());
        assertThat(four.persistence()).isEqualTo(one.persistence());
        assertThat(four.totalTreeWeight()).isEqualTo(one.totalTreeWeight());
      }
    }

    private HdbscanModel inPool(int threads, FloatMatrix each) throws Exception {
      ForkJoinPool pool = new ForkJoinPool(threads);
      try {
        return pool.submit(() -> hdbscan.fit(each, RUN)).get();
      } finally {
        pool.shutdown();
      }
    }

    @Test
    void a_cut_at_its_own_size_is_what_it_found() {
      HdbscanModel model = hdbscan.fit(points, RUN);
      assertThat(model.minClusterSize()).isEqualTo(40);
      assertThat(model.cut(40)).isEqualTo(model.classes());
    }

    @Test
    void a_cut_at_another_size_is_what_a_fit_at_that_size_finds() {
      HdbscanModel model = hdbscan.fit(points, RUN);
      for (int size : new int[] {2, 5, 100, 450, 10_000}) {
        assertThat(model.cut(size)).isEqualTo(new Hdbscan(size, 8).fit(points, RUN).classes());
      }
      assertThatThrownBy(() -> model.cut(1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("min-cluster-size must be at least 2, but was 1");
    }

    @Test
    void every_point_is_accounted_for() {
      for (ClusterSelection selection : ClusterSelection.values()) {
        for (int size : new int[] {2, 7, 50}) {
          assertSound(
              recipe(OptionalInt.of(size), OptionalDouble.empty(), selection, false)
                  .fit(points, RUN),
              points.rows(),
              size);
        }
      }
    }

    @Test
    void no_class_is_greater_than_max_cluster_size_allows() {
      Hdbscan bounded =
          new Hdbscan(
              OptionalInt.of(10),
              OptionalDouble.empty(),
              OptionalInt.empty(),
              ClusterSelection.EXCESS_OF_MASS,
              0,
              OptionalDouble.empty(),
              OptionalInt.of(200),
              true,
              Metric.EUCLIDEAN,
              Resolution.GIVEN);
      int[] sizes = bounded.fit(points, RUN).classes().labels().sizes();
      assertThat(sizes).isNotEmpty();
      assertThat(Arrays.stream(sizes).max().orElseThrow()).isLessThanOrEqualTo(200);
    }

    @Test
    void it_reports_how_far_it_is() {
      List<Progress> heard = new ArrayList<>();
      ProgressListener listener = heard::add;
      hdbscan.fit(points, RunContext.of(1, listener, new CancellationToken()));
      assertThat(heard).extracting(Progress::stage).contains("core distances", "spanning tree");
    }

    @Test
    void it_stops_when_cancelled() {
      for (String stage : List.of("core distances", "spanning tree")) {
        CancellationToken cancellation = new CancellationToken();
        ProgressListener listener =
            progress -> {
              if (progress.stage().equals(stage)) {
                cancellation.cancel();
              }
            };
        RunContext run = RunContext.of(1, listener, cancellation);
        assertThatThrownBy(() -> hdbscan.fit(points, run))
            .isInstanceOf(CancellationException.class);
      }
    }
  }

  private static void assertSound(HdbscanModel model, int n, int minClusterSize) {
    FoundClasses classes = model.classes();
    Labels labels = classes.labels();
    int[] sizes = labels.sizes();
    assertThat(labels.size()).isEqualTo(n);
    assertThat(Arrays.stream(sizes).sum() + labels.noise()).isEqualTo(n);
    assertThat(Arrays.stream(sizes).min().orElse(minClusterSize))
        .isGreaterThanOrEqualTo(minClusterSize);
    assertThat(model.persistence()).hasSize(sizes.length);
    for (int c = 1; c < sizes.length; c++) {
      assertThat(sizes[c]).isLessThanOrEqualTo(sizes[c - 1]);
    }
    for (int i = 0; i < n; i++) {
      float strength = classes.strengths().get(i, 0);
      assertThat(strength).isBetween(0f, 1f);
      assertThat(model.outlierScores().get(i, 0)).isBetween(0f, 1f);
      if (labels.get(i) == Labels.NOISE) {
        assertThat(strength).isZero();
      }
    }
  }

  @Nested
  class Of_few_or_equal_points {
    @Test
    void no_points_have_no_classes() {
      for (int d : new int[] {0, 2, 784}) {
        HdbscanModel model = new Hdbscan(5, 5).fit(FloatMatrix.empty(d), RUN);
        assertThat(model.classes().labels()).isEqualTo(Labels.of());
        assertThat(model.outlierScores().rows()).isZero();
        assertThat(model.persistence()).isEmpty();
        assertThat(model.cut(2).labels().size()).isZero();
      }
    }

    @Test
    void fewer_than_the_smallest_class_are_noise() {
      for (int n : new int[] {1, 2, 3, 4}) {
        for (boolean single : new boolean[] {false, true}) {
          HdbscanModel model =
              recipe(
                      OptionalInt.of(5),
                      OptionalDouble.empty(),
                      ClusterSelection.EXCESS_OF_MASS,
                      single)
                  .fit(Shapes.groups(3, n, 2, 1), RUN);
          assertThat(model.classes().labels().noise()).isEqualTo(n);
          assertSound(model, n, 5);
        }
      }
    }

    @Test
    void equal_points_are_one_class_where_that_is_allowed() {
      for (int d : new int[] {0, 1, 2, 784}) {
        HdbscanModel model =
            recipe(
                    OptionalInt.of(30),
                    OptionalDouble.empty(),
                    ClusterSelection.EXCESS_OF_MASS,
                    true)
                .fit(Shapes.equal(40, d), RUN);
        assertThat(model.classes().labels().sizes()).containsExactly(40);
        assertThat(model.classes().strengths().toArray()).containsOnly(1f);
        assertThat(model.outlierScores().toArray()).containsOnly(0f);
        assertThat(model.persistence()).containsExactly(1);
      }
    }

    @Test
    void equal_points_are_noise_elsewhere() {
      HdbscanModel model = new Hdbscan(30, 5).fit(Shapes.equal(40, 2), RUN);
      assertThat(model.classes().labels().noise()).isEqualTo(40);
      assertThat(model.totalTreeWeight()).isZero();
    }

    @Test
    void heaps_of_equal_points_are_classes() {
      float[] values = new float[60_000];
      for (int i = 0; i < values.length; i++) {
        values[i] = i % 3;
      }
      HdbscanModel model =
          new Hdbscan(100, 10).fit(FloatMatrix.wrap(values.length, 1, values), RUN);
      assertThat(model.classes().labels().toArray())
          .isEqualTo(IntStream.range(0, 60_000).map(i -> i % 3).toArray());
      assertSound(model, values.length, 100);
    }

    @Test
    void scores_are_finite_beside_infinite_density() {
      float[] values = new float[60];
      for (int i = 0; i < values.length; i++) {
        values[i] = i < 20 ? 0 : i < 40 ? 50 : 3 * i;
      }
      assertSound(new Hdbscan(5, 3).fit(FloatMatrix.wrap(60, 1, values), RUN), 60, 5);
    }
  }

  @Nested
  class Of_many_dimensions {
    @Test
    void groups_are_classes() {
      FloatMatrix points = Shapes.groups(7, 240, 784, 3);
      HdbscanModel model = new Hdbscan(20, 5).fit(points, RUN);
      assertThat(model.classes().labels().sizes()).containsExactly(80, 80, 80);
      int[] groups = new int[points.rows()];
      Arrays.setAll(groups, i -> i % 3);
      int[] found = model.classes().labels().toArray();
      assertThat(Partitions.adjustedRandIndex(groups, found)).isEqualTo(1);
    }
  }

  @Nested
  class Of_values_that_are_not_finite {
    @Test
    void it_names_row_and_column() {
      float[] values = new float[40];
      values[17 * 2 + 1] = Float.NaN;
      assertThatThrownBy(() -> new Hdbscan(5, 5).fit(FloatMatrix.wrap(20, 2, values), RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith(
              "hdbscan: the value at row 17, column 1 is NaN; expected finite numbers");
      values[3 * 2] = Float.NEGATIVE_INFINITY;
      assertThatThrownBy(() -> new Hdbscan(5, 5).fit(FloatMatrix.wrap(20, 2, values), RUN))
          .hasMessageStartingWith(
              "hdbscan: the value at row 3, column 0 is -Infinity; expected finite numbers");
    }
  }

  @Nested
  class Of_more_points_than_memory_holds {
    @Test
    void it_says_so_before_it_starts() {
      FloatMatrix many = FloatMatrix.wrap(CoreDistances.MOST_POINTS, 0, new float[0]);
      assertThatThrownBy(() -> new Hdbscan(5, Integer.MAX_VALUE).fit(many, RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith("hdbscan: 134217727 x 0 points need about ");
      FloatMatrix most = FloatMatrix.wrap(Integer.MAX_VALUE, 0, new float[0]);
      assertThatThrownBy(() -> new Hdbscan(5, 5).fit(most, RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              "hdbscan: found 2147483647 points; expected at most 134217727"
                  + " (take a sample of them)");
    }

    @Test
    void it_says_what_to_do() {
      long megabyte = 1 << 20;
      assertThatThrownBy(
              () ->
                  Memory.require(
                      "hdbscan: 9 x 2 points", 300 * megabyte, 100 * megabyte, 256 * megabyte))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              "hdbscan: 9 x 2 points need about 300 MB of memory, but of the 256 MB that Java may"
                  + " use here 100 MB are left; allow more (-Xmx456m), or use fewer points, or"
                  + " reduce their dimensions with a projector");
      Memory.require("few points", megabyte, megabyte, megabyte);
    }

    @Test
    void the_memory_grows_as_the_points_do() {
      long thousand = Hdbscan.memory(1000, 10, 5) - Hdbscan.memory(0, 10, 5);
      assertThat(Hdbscan.memory(1_000_000, 10, 5) - Hdbscan.memory(0, 10, 5))
          .isEqualTo(1000 * thousand);
      assertThat(Hdbscan.memory(1_000_000, 2, 10)).isLessThan(500_000_000);
    }
  }

  @Nested
  class Settings_that_cannot_be {
    @Test
    void are_refused_with_their_key() {
      assertThatThrownBy(() -> new Hdbscan(0, 10))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("min-cluster-size must be at least 2, but was 0");
      assertThatThrownBy(() -> new Hdbscan(5, 0))
          .hasMessage("min-samples must be at least 1, but was 0");
      for (double share : new double[] {0, 0.6, -1, Double.NaN}) {
        assertThatThrownBy(
                () ->
                    recipe(
                        OptionalInt.empty(),
                        OptionalDouble.of(share),
                        ClusterSelection.LEAF,
                        false))
            .hasMessage("min-cluster-share must be above 0 and at most 0.5, but was " + share);
      }
      for (double epsilon : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
        assertThatThrownBy(() -> with(epsilon, OptionalInt.empty()))
            .hasMessage(
                "cluster-selection-epsilon must be 0 or a positive distance, but was " + epsilon);
      }
      assertThatThrownBy(() -> with(0, OptionalInt.of(0)))
          .hasMessage("max-cluster-size must be at least 1, but was 0");
    }

    private Hdbscan with(double epsilon, OptionalInt most) {
      return new Hdbscan(
          OptionalInt.empty(),
          OptionalDouble.empty(),
          OptionalInt.empty(),
          ClusterSelection.LEAF,
          epsilon,
          OptionalDouble.empty(),
          most,
          false,
          Metric.EUCLIDEAN,
          Resolution.GIVEN);
    }
  }

  @Nested
  class The_smallest_class {
    private long resolved(OptionalInt size, OptionalDouble share, int n) {
      return recipe(size, share, ClusterSelection.LEAF, false).minClusterSize(n);
    }

    @Test
    void is_the_size_then_the_share_then_five() {
      OptionalDouble share = OptionalDouble.of(0.03);
      assertThat(resolved(OptionalInt.of(15), share, 1000)).isEqualTo(15);
      assertThat(resolved(OptionalInt.empty(), share, 70_000)).isEqualTo(2100);
      assertThat(resolved(OptionalInt.empty(), share, 150)).isEqualTo(5); // 4.5, rounded
      assertThat(resolved(OptionalInt.empty(), share, 10)).isEqualTo(2);
      assertThat(resolved(OptionalInt.empty(), OptionalDouble.empty(), 1000)).isEqualTo(5);
    }
  }
}
