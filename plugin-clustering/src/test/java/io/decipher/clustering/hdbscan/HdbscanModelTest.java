// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.clustering.Golden;
import io.decipher.clustering.Partitions;
import io.decipher.clustering.ReferenceTies;
import io.decipher.clustering.Shapes;
import io.decipher.clustering.hdbscan.Hdbscan.Resolution;
import io.decipher.clustering.internal.mst.DistinctPoints;
import io.decipher.clustering.internal.mst.Leaves;
import io.decipher.clustering.internal.mst.MinimumSpanningTree;
import io.decipher.clustering.internal.mst.SingleLinkageTree;
import io.decipher.numerics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HdbscanModelTest {
  private static final RunContext RUN = RunContext.seeded(1);

  /** Draws one of all the settings there are. */
  static Hdbscan settings(RandomGenerator random) {
    return new Hdbscan(
        OptionalInt.of(2 + random.nextInt(20)),
        OptionalDouble.empty(),
        random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(1 + random.nextInt(12)),
        ClusterSelection.values()[random.nextInt(2)],
        random.nextBoolean() ? 0 : 3 * random.nextDouble(),
        random.nextInt(3) > 0 ? OptionalDouble.empty() : OptionalDouble.of(5 * random.nextDouble()),
        random.nextInt(3) > 0 ? OptionalInt.empty() : OptionalInt.of(5 + random.nextInt(200)),
        random.nextBoolean(),
        random.nextBoolean() ? Metric.EUCLIDEAN : Metric.MANHATTAN,
        Resolution.values()[random.nextInt(2)]);
  }

  /** Draws points: in groups, on a grid, or both, some of them repeated. */
  static FloatMatrix points(RandomGenerator random) {
    int n = 1 + random.nextInt(400);
    int d = random.nextInt(6) == 0 ? 25 : 1 + random.nextInt(5);
    FloatMatrix points =
        switch (random.nextInt(4)) {
          case 0 -> Shapes.whole(random.nextLong(), n, d, 2 + random.nextInt(12));
          case 1 ->
              FloatMatrix.concat(
                  Shapes.groups(random.nextLong(), n, d, 3),
                  Shapes.whole(random.nextLong(), n, d, 20));
          default -> Shapes.groups(random.nextLong(), n, d, 1 + random.nextInt(6));
        };
    int[] repeated = IntStream.range(0, n / 3).map(i -> random.nextInt(1 + i / 4)).toArray();
    return random.nextInt(3) > 0 ? points : FloatMatrix.concat(points, points.select(repeated));
  }

  private static Hdbscan withSelection(ClusterSelection selection, double epsilon, boolean single) {
    return new Hdbscan(
        OptionalInt.of(15),
        OptionalDouble.empty(),
        OptionalInt.of(5),
        selection,
        epsilon,
        OptionalDouble.empty(),
        OptionalInt.empty(),
        single,
        Metric.EUCLIDEAN,
        Resolution.GIVEN);
  }

  private static FloatMatrix near(FloatMatrix points, double spread, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    float[] values = points.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (spread * random.nextGaussian());
    }
    return FloatMatrix.wrap(points.rows(), points.columns(), values);
  }

  @Nested
  class Assigning {
    @Test
    void the_points_fitted_gives_their_own_classes_whatever_the_settings() {
      int inClasses = 0;
      for (int seed = 0; seed < 250; seed++) {
        RandomGenerator random = new SplittableRandom(seed);
        Hdbscan hdbscan = settings(random);
        FloatMatrix points = points(random);
        HdbscanModel model = hdbscan.fit(points, RUN);
        assertThat(model.assign(points, RUN))
            .as("seed %d: %s of %s", seed, hdbscan, points)
            .isEqualTo(model.classes());
        inClasses += model.classes().labels().classes();
      }
      assertThat(inClasses).isGreaterThan(600); // else nothing was tested
    }

    @ParameterizedTest
    @MethodSource("io.decipher.clustering.Golden#all")
    void the_points_fitted_gives_their_own_classes_in_every_golden_case(Golden golden) {
      HdbscanModel model = golden.settings().fit(golden.points(), RUN);
      assertThat(model.assign(golden.points(), RUN)).isEqualTo(model.classes());
    }

    @Test
    void minus_zero_is_zero() {
      FloatMatrix points = Shapes.whole(4, 200, 2, 6);
      float[] values = points.toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] = values[i] == 0 ? -0f : values[i];
      }
      HdbscanModel model = new Hdbscan(5, 3).fit(points, RUN);
      assertThat(model.assign(FloatMatrix.wrap(200, 2, values), RUN)).isEqualTo(model.classes());
    }

    /**
     * The reference takes the same neighbour, but does not stop where that neighbour leaves its
     * class, and looks at 2 min_samples neighbours only; and points that are equal in its data part
     * in its tree.
     */
    @Test
    void new_points_is_nearly_what_the_reference_says() throws Exception {
      List<Double> shares = new ArrayList<>();
      for (Golden golden : Golden.all().toList()) {
        Optional<Golden> predicted = golden.prediction();
        if (predicted.isEmpty() || golden.name().equals("grid-ties.3")) { // see README.md there
          continue;
        }
        HdbscanModel model = withTiesOfTheReference(golden);
        Map<Integer, Integer> renaming =
            Partitions.renaming(golden.labels(), model.classes().labels().toArray());
        Labels found = model.assign(predicted.get().points(), RUN).labels();
        int[] expected = predicted.get().labels();
        long same =
            IntStream.range(0, expected.length)
                .filter(i -> found.get(i) == renaming.get(expected[i]))
                .count();
        shares.add((double) same / expected.length);
        if (!golden.name().startsWith("duplicates")) {
          assertThat(shares.get(shares.size() - 1)).as(golden.name()).isGreaterThan(0.9);
        }
      }
      assertThat(shares).hasSize(59);
      assertThat(shares.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
          .isGreaterThan(0.98);
    }

    @Test
    void points_in_the_middle_of_groups_gives_those_groups() {
      FloatMatrix points = Shapes.groups(5, 1800, 3, 4);
      HdbscanModel model = new Hdbscan(40, 8).fit(points, RUN);
      FoundClasses found = model.assign(near(points, 0.01, 3), RUN);
      assertThat(
              Partitions.adjustedRandIndex(
                  model.classes().labels().toArray(), found.labels().toArray()))
          .isGreaterThan(0.98);
    }

    @Test
    void a_point_far_from_all_is_noise_but_where_all_are_one_class() {
      FloatMatrix points = Shapes.groups(5, 300, 2, 3);
      FloatMatrix far = FloatMatrix.ofRows(new float[] {1e6f, -1e6f});
      for (ClusterSelection selection : ClusterSelection.values()) {
        for (double epsilon : new double[] {0, 1}) {
          FoundClasses found =
              withSelection(selection, epsilon, true).fit(points, RUN).assign(far, RUN);
          assertThat(found.labels()).isEqualTo(Labels.of(Labels.NOISE));
          assertThat(found.strengths().get(0, 0)).isZero();
        }
      }
    }

    @Test
    void a_sample_says_nothing_of_another() {
      FloatMatrix points = Shapes.groups(5, 900, 2, 3);
      HdbscanModel model = new Hdbscan(20, 5).fit(points, RUN);
      FloatMatrix samples = near(points, 1, 8);
      FoundClasses together = model.assign(samples, RUN);
      for (int i = 0; i < 50; i++) {
        FoundClasses alone = model.assign(samples.slice(i, 1), RUN);
        assertThat(alone.labels().get(0)).isEqualTo(together.labels().get(i));
        assertThat(alone.strengths().get(0, 0)).isEqualTo(together.strengths().get(i, 0));
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 30})
    void the_number_of_threads_changes_nothing(int d) throws Exception {
      FloatMatrix points = Shapes.groups(5, 1500, d, 3);
      HdbscanModel model = new Hdbscan(20, 5).fit(points, RUN);
      FloatMatrix samples = near(points, 0.5, 8);
      ForkJoinPool one = new ForkJoinPool(1);
      try {
        assertThat(one.submit(() -> model.assign(samples, RUN)).get())
            .isEqualTo(model.assign(samples, RUN));
        assertThat(one.submit(() -> model.memberships(samples, RUN)).get())
            .isEqualTo(model.memberships(samples, RUN));
      } finally {
        one.shutdown();
      }
    }

    @Test
    void to_no_points_or_one_gives_noise() {
      FloatMatrix samples = Shapes.groups(1, 3, 2, 1);
      for (int n = 0; n < 2; n++) {
        HdbscanModel model = new Hdbscan(5, 5).fit(Shapes.equal(n, 2), RUN);
        assertThat(model.assign(samples, RUN).labels().noise()).isEqualTo(3);
        assertThat(model.memberships(samples, RUN)).isEqualTo(FloatMatrix.wrap(3, 0, new float[0]));
      }
      HdbscanModel model = new Hdbscan(5, 5).fit(samples, RUN);
      assertThat(model.assign(FloatMatrix.empty(2), RUN).labels().size()).isZero();
    }

    @Test
    void samples_of_other_columns_or_without_numbers_is_refused() {
      HdbscanModel model = new Hdbscan(5, 5).fit(Shapes.groups(1, 30, 3, 1), RUN);
      assertThatThrownBy(() -> model.assign(FloatMatrix.empty(2), RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              "hdbscan: the model was fitted to points of 3 columns, but these samples have 2; use"
                  + " the same features as for the fitted points");
      assertThatThrownBy(
              () -> model.memberships(FloatMatrix.ofRows(new float[] {1, Float.NaN, 2}), RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith("hdbscan: the value at row 0, column 1 is NaN");
    }

    @Test
    void samples_by_a_model_without_coordinates_is_refused() {
      SingleLinkageTree tree =
          SingleLinkageTree.of(
              Leaves.of(new double[2]), new int[] {0}, new int[] {1}, new double[1]);
      HdbscanModel model = new HdbscanModel(new Hdbscan(2, 1), tree, null);
      assertThatThrownBy(() -> model.assign(FloatMatrix.empty(2), RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("without the points' coordinates");
      assertThatThrownBy(model::memberships).isInstanceOf(DecipherException.class);
    }

    @Test
    void reports_how_far_it_is_and_stops_when_cancelled() {
      FloatMatrix points = Shapes.groups(5, 9000, 2, 3);
      HdbscanModel model = new Hdbscan(20, 5).fit(points, RUN);
      List<Progress> heard = new ArrayList<>();
      model.memberships(points, RunContext.of(1, heard::add, new CancellationToken()));
      assertThat(heard).extracting(Progress::stage).containsOnly("memberships");
      assertThat(heard).extracting(Progress::done).isSorted().hasSizeGreaterThan(3);
      CancellationToken cancellation = new CancellationToken();
      RunContext stopped = RunContext.of(1, progress -> cancellation.cancel(), cancellation);
      assertThatThrownBy(() -> model.assign(points, stopped))
          .isInstanceOf(CancellationException.class);
    }
  }

  /** A model with the reference's tree, and core distances of our own. */
  private static HdbscanModel withTiesOfTheReference(Golden golden) {
    FloatMatrix points = golden.points();
    Metric metric = golden.settings().metric();
    int minSamples = golden.minSamples();
    DistinctPoints distinct = DistinctPoints.of(points, metric);
    double[] core = MinimumSpanningTree.of(distinct, minSamples, RUN).core;
    return new HdbscanModel(
        golden.settings(),
        SingleLinkageTree.of(points.rows(), ReferenceTies.of(points, metric, minSamples)),
        new FittedPoints(
            points, new double[0], metric, minSamples, Leaves.of(distinct, core).core));
  }

  @Nested
  class Memberships_and_exemplars {
    static Stream<Golden> golden() throws Exception {
      return Golden.all()
          .filter(
              golden ->
                  Golden.class.getResource("golden/memberships/" + golden.name() + ".npy") != null);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void are_those_of_the_reference_where_it_defines_them_well(Golden golden) {
      HdbscanModel model = withTiesOfTheReference(golden);
      int[] labels = golden.labels();
      Map<Integer, Integer> renaming =
          Partitions.renaming(labels, model.classes().labels().toArray());
      FloatMatrix expected = Golden.memberships(golden.name());
      FloatMatrix found = model.memberships();
      assertThat(found.columns()).isEqualTo(expected.columns());
      int otherSums = 0;
      for (int i = 0; i < labels.length; i++) {
        double expectedSum = sum(expected.row(i));
        double foundSum = sum(found.row(i));
        boolean member = labels[i] != Labels.NOISE;
        otherSums += member && Math.abs(foundSum - expectedSum) > 1e-5 ? 1 : 0;
        for (int j = 0; j < expected.columns(); j++) {
          assertThat(found.get(i, renaming.get(j)) / foundSum)
              .as("row %d, class %d", i, j)
              .isCloseTo(expected.get(i, j) / expectedSum, within(1e-5));
        }
      }
      // A point that left just when its class came to be may go for another's in the reference.
      assertThat(otherSums).isLessThanOrEqualTo(labels.length / 200);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void exemplars_are_those_of_the_reference(Golden golden) {
      HdbscanModel model = withTiesOfTheReference(golden);
      Map<Integer, Integer> renaming =
          Partitions.renaming(golden.labels(), model.classes().labels().toArray());
      FloatMatrix rows = Golden.memberships(golden.name() + ".exemplars");
      for (int label = 0; label < renaming.size() - 1; label++) {
        int of = label;
        int[] expected =
            IntStream.range(0, rows.rows())
                .filter(i -> rows.get(i, 1) == of)
                .map(i -> (int) rows.get(i, 0))
                .toArray();
        assertThat(model.exemplars(renaming.get(label))).isEqualTo(expected);
      }
    }

    private static double sum(float[] row) {
      double sum = 0;
      for (float value : row) {
        sum += value;
      }
      return sum;
    }

    @Test
    void are_shares_whatever_the_settings_and_the_same_for_equal_samples() {
      for (int seed = 0; seed < 120; seed++) {
        RandomGenerator random = new SplittableRandom(seed);
        Hdbscan hdbscan = settings(random);
        FloatMatrix points = points(random);
        HdbscanModel model = hdbscan.fit(points, RUN);
        FloatMatrix found = model.memberships();
        assertThat(found.rows()).isEqualTo(points.rows());
        assertThat(found.columns()).isEqualTo(model.persistence().length);
        for (int i = 0; i < found.rows(); i++) {
          for (float value : found.row(i)) {
            assertThat(value).as("seed %d, row %d", seed, i).isBetween(0f, 1f);
          }
          assertThat(sum(found.row(i))).as("seed %d, row %d", seed, i).isLessThan(1 + 1e-12);
        }
        assertThat(model.memberships(points, RUN)).isEqualTo(found);
        for (int label = 0; label < found.columns(); label++) {
          Labels labels = model.classes().labels();
          assertThat(model.exemplars(label)).isNotEmpty();
          int of = label;
          assertThat(IntStream.of(model.exemplars(label))).allMatch(row -> labels.get(row) == of);
        }
      }
    }

    @Test
    void of_members_sum_to_their_strength_and_are_greatest_for_their_class() {
      HdbscanModel model = new Hdbscan(40, 8).fit(Shapes.groups(5, 1800, 3, 4), RUN);
      FloatMatrix found = model.memberships();
      Labels labels = model.classes().labels();
      int members = 0;
      for (int i = 0; i < found.rows(); i++) {
        int label = labels.get(i);
        if (label >= 0) {
          members++;
          assertThat(sum(found.row(i)))
              .isCloseTo(model.classes().strengths().get(i, 0), within(1e-6));
          for (float value : found.row(i)) {
            assertThat(value).isLessThanOrEqualTo(found.get(i, label));
          }
        }
      }
      assertThat(members).isGreaterThan(1000);
    }

    @Test
    void of_noise_between_two_classes_are_split() {
      float[] values = new float[2 * 201];
      RandomGenerator random = new SplittableRandom(4);
      for (int i = 0; i < 100; i++) { // two groups, each other's mirror image, and a point far off
        float x = (float) (-10 + random.nextGaussian());
        float y = (float) random.nextGaussian();
        values[4 * i] = x;
        values[4 * i + 1] = y;
        values[4 * i + 2] = -x;
        values[4 * i + 3] = y;
      }
      values[401] = 30;
      HdbscanModel model = new Hdbscan(20, 5).fit(FloatMatrix.wrap(201, 2, values), RUN);
      assertThat(model.classes().labels().get(200)).isEqualTo(Labels.NOISE);
      float[] between = model.memberships().row(200);
      assertThat(between).hasSize(2);
      assertThat(between[0]).isGreaterThan(0.002f).isEqualTo(between[1]);
      FloatMatrix samples = FloatMatrix.ofRows(new float[] {0, 20}, new float[] {-4, 20});
      FloatMatrix found = model.memberships(samples, RUN);
      assertThat(found.get(0, 0)).isEqualTo(found.get(0, 1));
      int left = model.classes().labels().get(0);
      assertThat(found.get(1, left)).isGreaterThan(1.1f * found.get(1, 1 - left));
    }

    @Test
    void do_not_change_with_the_unit_of_the_points() {
      FloatMatrix points = Shapes.groups(5, 600, 2, 3);
      float[] scaled = points.toArray();
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] *= 0x1p40f;
      }
      HdbscanModel model = new Hdbscan(20, 5).fit(points, RUN);
      assertThat(new Hdbscan(20, 5).fit(FloatMatrix.wrap(600, 2, scaled), RUN).memberships())
          .isEqualTo(model.memberships());
    }

    @Test
    void of_a_class_that_is_not_are_refused() {
      HdbscanModel model = new Hdbscan(40, 8).fit(Shapes.groups(5, 1800, 3, 4), RUN);
      assertThatThrownBy(() -> model.exemplars(4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("there is no class 4; there are classes 0 to 3");
      assertThatThrownBy(() -> new Hdbscan(5, 5).fit(Shapes.equal(2, 2), RUN).exemplars(0))
          .hasMessage("there is no class 0, nor any other");
    }
  }
}
