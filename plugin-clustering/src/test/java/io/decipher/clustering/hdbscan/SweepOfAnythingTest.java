// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.api.Sweep;
import io.decipher.api.Sweep.Resolution;
import io.decipher.clustering.BruteForce;
import io.decipher.clustering.Shapes;
import io.decipher.numerics.Metric;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sweep is the cuts: of points, of weighted points and of graphs, at every size. */
class SweepOfAnythingTest {
  private static final RunContext RUN = RunContext.seeded(1);
  private static final int SETS = 60;

  private static Hdbscan recipe(SplittableRandom random) {
    boolean epsilon = random.nextInt(4) == 0;
    return new Hdbscan(
        OptionalInt.of(2),
        OptionalDouble.empty(),
        OptionalInt.of(random.nextInt(1, 7)),
        ClusterSelection.values()[random.nextInt(2)],
        epsilon ? 4 * random.nextDouble() : 0,
        random.nextInt(5) == 0
            ? OptionalDouble.of(3 * random.nextDouble())
            : OptionalDouble.empty(),
        random.nextInt(5) == 0 ? OptionalInt.of(random.nextInt(5, 60)) : OptionalInt.empty(),
        random.nextBoolean(),
        Metric.EUCLIDEAN,
        Hdbscan.Resolution.GIVEN);
  }

  private static FloatMatrix points(SplittableRandom random) {
    int n = random.nextInt(1, 60);
    int d = random.nextInt(1, 3);
    return switch (random.nextInt(4)) {
      case 0 -> Shapes.whole(random.nextLong(), n, d, random.nextInt(2, 30));
      case 1 -> Shapes.equal(n, d);
      case 2 -> Shapes.someRepeated(random.nextLong(), Shapes.groups(random.nextLong(), n, d, 3));
      default -> Shapes.groups(random.nextLong(), n, d, random.nextInt(1, 5));
    };
  }

  private static void assertIsTheCuts(HdbscanModel model, double[] weights) {
    Sweep sweep = model.sweep();
    double total = Arrays.stream(weights).sum();
    TreeSet<Long> sizes = new TreeSet<>();
    for (long size = 2; size <= Math.min(150, total + 3); size++) {
      sizes.add(size);
    }
    for (Resolution each : sweep.resolutions()) {
      sizes.add(each.from());
      sizes.add((each.from() + each.to()) / 2);
      sizes.add(each.to());
      sizes.add(each.to() + 1);
    }
    for (long size : sizes) {
      if (size > Integer.MAX_VALUE) {
        continue; // more than a cut can be asked for
      }
      Labels labels = model.cut((int) size).labels();
      Optional<Resolution> found =
          sweep.resolutions().stream()
              .filter(each -> each.from() <= size && size <= each.to())
              .findFirst();
      assertThat(found.map(Resolution::classes).orElse(0))
          .as("classes at %d of %s", size, sweep.plateaus())
          .isEqualTo(labels.classes());
      double noise = 0;
      for (int i = 0; i < weights.length; i++) {
        noise += labels.get(i) == Labels.NOISE ? weights[i] : 0;
      }
      if (found.isPresent()) {
        assertThat(found.get().noiseShare())
            .as("noise at %d", size)
            .isCloseTo(noise / total, within(1e-9));
      }
    }
  }

  private static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void of_points(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int set = 0; set < SETS; set++) {
      FloatMatrix points = points(random);
      assertIsTheCuts(recipe(random).fit(points, RUN), ones(points.rows()));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1, 7, 1e4, 1e9, 1e16})
  void of_weighted_points(double scale) {
    SplittableRandom random = new SplittableRandom(Double.hashCode(scale));
    for (int set = 0; set < SETS; set++) {
      FloatMatrix points = points(random);
      double[] weights = new double[points.rows()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = scale == 0 ? random.nextInt(1, 9) : scale * (0.1 + random.nextDouble());
      }
      assertIsTheCuts(recipe(random).fit(points, weights, RUN), weights);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 2, 5, 1000})
  void of_graphs_whole_and_in_pieces(double reach) {
    SplittableRandom random = new SplittableRandom(Double.hashCode(reach));
    for (int set = 0; set < SETS; set++) {
      FloatMatrix points = points(random);
      DistanceGraph graph = BruteForce.graph(BruteForce.distances(points, Metric.EUCLIDEAN), reach);
      HdbscanModel model = recipe(random).fit(graph, RUN);
      assertIsTheCuts(model, ones(points.rows()));
      assertThat(model.relativeValidity()).isBetween(-1.0, 1.0);
      assertThat(model.persistence()).doesNotContain(Double.NaN);
      for (float value : model.outlierScores().toArray()) {
        assertThat(value).isBetween(0f, 1f);
      }
      for (float value : model.classes().strengths().toArray()) {
        assertThat(value).isBetween(0f, 1f);
      }
    }
  }

  @Nested
  class Weights {
    private final FloatMatrix points = Shapes.groups(3, 40, 2, 2);

    private HdbscanModel fit(double weight, Hdbscan.Resolution resolution) {
      double[] weights = new double[40];
      Arrays.fill(weights, weight);
      return new Hdbscan(
              OptionalInt.empty(),
              OptionalDouble.of(0.2),
              OptionalInt.empty(),
              ClusterSelection.EXCESS_OF_MASS,
              0,
              OptionalDouble.empty(),
              OptionalInt.empty(),
              false,
              Metric.EUCLIDEAN,
              resolution)
          .fit(points, weights, RUN);
    }

    @Test
    void however_great_take_no_time_and_no_memory() {
      for (Hdbscan.Resolution resolution : Hdbscan.Resolution.values()) {
        Labels labels = fit(1, resolution).classes().labels();
        for (double weight : new double[] {1e6, 1e9, 1e12}) {
          HdbscanModel model =
              Assertions.assertTimeout(Duration.ofSeconds(5), () -> fit(weight, resolution));
          assertThat(model.minClusterSize()).isGreaterThanOrEqualTo((long) (8 * weight));
          Sweep sweep = Assertions.assertTimeout(Duration.ofSeconds(5), model::sweep);
          assertThat(sweep.resolutions()).hasSizeLessThan(200);
          assertThat(sweep.resolutions().get(sweep.resolutions().size() - 1).to())
              .isGreaterThan((long) (10 * weight));
          if (resolution == Hdbscan.Resolution.GIVEN) {
            assertThat(model.classes().labels()).isEqualTo(labels);
          }
        }
      }
    }

    /** The case of eleven points that count 4, 5 and 2 at 28, 26 and 32. */
    @Test
    void find_what_written_out_rows_find_at_every_size() {
      FloatMatrix places = FloatMatrix.wrap(3, 1, new float[] {28, 26, 32});
      FloatMatrix rows =
          FloatMatrix.wrap(11, 1, new float[] {28, 28, 28, 28, 26, 26, 26, 26, 26, 32, 32});
      for (Hdbscan.Resolution resolution : Hdbscan.Resolution.values()) {
        Hdbscan recipe =
            new Hdbscan(
                OptionalInt.of(2),
                OptionalDouble.empty(),
                OptionalInt.of(5),
                ClusterSelection.EXCESS_OF_MASS,
                0,
                OptionalDouble.empty(),
                OptionalInt.empty(),
                false,
                Metric.EUCLIDEAN,
                resolution);
        HdbscanModel weighted = recipe.fit(places, new double[] {4, 5, 2}, RUN);
        HdbscanModel repeated = recipe.fit(rows, RUN);
        assertThat(weighted.classes().labels().toArray())
            .containsExactly(
                Arrays.stream(new int[] {0, 4, 9}).map(repeated.classes().labels()::get).toArray());
        assertThat(weighted.sweep().plateaus()).isEqualTo(repeated.sweep().plateaus());
      }
    }
  }

  @Nested
  class A_tree_that_never_parts {
    private HdbscanModel fit(FloatMatrix points, ClusterSelection selection, boolean single) {
      return new Hdbscan(
              OptionalInt.of(12),
              OptionalDouble.empty(),
              OptionalInt.of(3),
              selection,
              0,
              OptionalDouble.empty(),
              OptionalInt.empty(),
              single,
              Metric.EUCLIDEAN,
              Hdbscan.Resolution.GIVEN)
          .fit(points, RUN);
    }

    @Test
    void has_one_leaf_which_is_all_points_where_they_may_be_one_class() {
      for (FloatMatrix points :
          new FloatMatrix[] {Shapes.equal(20, 2), Shapes.groups(4, 20, 2, 1)}) {
        HdbscanModel leaf = fit(points, ClusterSelection.LEAF, true);
        HdbscanModel mass = fit(points, ClusterSelection.EXCESS_OF_MASS, true);
        assertThat(leaf.classes()).isEqualTo(mass.classes());
        assertThat(leaf.classes().labels().classes()).isEqualTo(1);
        assertThat(fit(points, ClusterSelection.LEAF, false).classes().labels().classes()).isZero();
        assertThat(leaf.sweep().verdict(1)).startsWith("1 class: ");
      }
    }
  }
}
