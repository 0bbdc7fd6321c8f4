// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.api.Sweep;
import io.decipher.api.Sweep.Resolution;
import io.decipher.clustering.Shapes;
import io.decipher.clustering.internal.mst.DistinctPoints;
import io.decipher.clustering.internal.mst.MinimumSpanningTree;
import io.decipher.clustering.internal.mst.SingleLinkageTree;
import io.decipher.numerics.Metric;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SizeSweepTest {
  private static final RunContext RUN = RunContext.seeded(1);

  private static Hdbscan recipe(
      ClusterSelection selection,
      double epsilon,
      OptionalDouble epsilonMax,
      OptionalInt most,
      boolean single) {
    return new Hdbscan(
        OptionalInt.of(2),
        OptionalDouble.empty(),
        OptionalInt.of(3),
        selection,
        epsilon,
        epsilonMax,
        most,
        single,
        Metric.EUCLIDEAN,
        Hdbscan.Resolution.GIVEN);
  }

  static Stream<Hdbscan> recipes() {
    List<Hdbscan> recipes = new ArrayList<>();
    for (ClusterSelection selection : ClusterSelection.values()) {
      for (boolean single : new boolean[] {false, true}) {
        for (double epsilon : new double[] {0, 0.7, 3}) {
          recipes.add(
              recipe(selection, epsilon, OptionalDouble.empty(), OptionalInt.empty(), single));
        }
        recipes.add(recipe(selection, 0, OptionalDouble.of(1.5), OptionalInt.of(90), single));
      }
    }
    return recipes.stream();
  }

  static List<FloatMatrix> shapes() {
    return List.of(
        Shapes.groups(1, 240, 2, 5),
        Shapes.groups(2, 150, 1, 2),
        Shapes.groups(3, 120, 3, 1),
        Shapes.whole(4, 200, 2, 9),
        Shapes.equal(30, 2),
        Shapes.groups(5, 3, 2, 1),
        Shapes.groups(6, 1, 2, 1),
        FloatMatrix.empty(2));
  }

  @Nested
  class Of_small_sets {
    @ParameterizedTest
    @MethodSource("io.decipher.clustering.hdbscan.SizeSweepTest#recipes")
    void it_tells_what_a_cut_at_each_size_finds(Hdbscan recipe) {
      for (FloatMatrix points : shapes()) {
        HdbscanModel model = recipe.fit(points, RUN);
        Map<Integer, Resolution> bySize = bySize(model.sweep());
        for (int size = 2; size <= points.rows() + 2; size++) {
          Labels labels = model.cut(size).labels();
          Resolution found = bySize.get(size);
          assertThat(found == null ? 0 : found.classes()).isEqualTo(labels.classes());
          if (found != null) {
            assertThat(found.noiseShare())
                .isCloseTo((double) labels.noise() / labels.size(), within(1e-12));
          }
        }
      }
    }

    private Map<Integer, Resolution> bySize(Sweep sweep) {
      Map<Integer, Resolution> bySize = new HashMap<>();
      for (Resolution each : sweep.resolutions()) {
        for (long size = each.from(); size <= each.to(); size++) {
          bySize.put((int) size, each);
        }
      }
      return bySize;
    }
  }

  @Nested
  class The_persistence {
    @Test
    void of_a_leaf_is_the_number_of_sizes_at_which_it_is_one() {
      for (FloatMatrix points : shapes()) {
        if (points.rows() < 2) {
          continue;
        }
        SingleLinkageTree linkage =
            SingleLinkageTree.of(
                points.rows(),
                MinimumSpanningTree.of(DistinctPoints.of(points, Metric.EUCLIDEAN), 2, RUN).edges);
        for (int least : new int[] {2, 5}) {
          long[] totals = condensedAtEverySize(linkage, least);
          LeafPersistence persistence = LeafPersistence.of(linkage, least);
          for (int size = 2; size < totals.length; size++) {
            assertThat(persistence.at(size)).isEqualTo((double) totals[size]);
          }
        }
      }
    }

    private long[] condensedAtEverySize(SingleLinkageTree linkage, int least) {
      Map<BitSet, Integer> sizes = new HashMap<>(); // at how many sizes a set of points is a leaf
      List<List<BitSet>> leaves = new ArrayList<>();
      for (int size = 0; size < Math.max(least, linkage.n / 2) + 2; size++) {
        leaves.add(size < least ? List.of() : leaves(linkage, size));
        leaves.get(size).forEach(leaf -> sizes.merge(leaf, 1, Integer::sum));
      }
      return leaves.stream().mapToLong(each -> each.stream().mapToLong(sizes::get).sum()).toArray();
    }

    private List<BitSet> leaves(SingleLinkageTree linkage, int size) {
      CondensedTree tree = CondensedTree.of(linkage, size);
      boolean[] leaf = tree.leaves();
      List<BitSet> members = new ArrayList<>();
      for (int c = 1; c < tree.clusters; c++) {
        if (leaf[c]) {
          BitSet points = new BitSet();
          for (int i = 0; i < linkage.n; i++) {
            points.set(i, tree.lastCluster[i] == c);
          }
          members.add(points);
        }
      }
      return members;
    }
  }

  @Nested
  class A_fit_at_a_size_found {
    private final FloatMatrix points = Shapes.groups(5, 1800, 3, 4);

    private HdbscanModel fit(OptionalInt size) {
      return fit(points, size, Hdbscan.Resolution.PERSISTENCE);
    }

    private static HdbscanModel fit(
        FloatMatrix points, OptionalInt size, Hdbscan.Resolution resolution) {
      return new Hdbscan(
              size,
              OptionalDouble.empty(),
              OptionalInt.of(5),
              ClusterSelection.EXCESS_OF_MASS,
              0,
              OptionalDouble.empty(),
              OptionalInt.empty(),
              false,
              Metric.EUCLIDEAN,
              resolution)
          .fit(points, RUN);
    }

    @Test
    void finds_the_groups_unless_told_their_size() {
      HdbscanModel model = fit(OptionalInt.empty());
      assertThat(model.classes().labels().classes()).isEqualTo(4);
      assertThat(model.cut((int) model.minClusterSize())).isEqualTo(model.classes());
      Resolution best = model.sweep().peaks().get(0);
      assertThat(model.minClusterSize()).isEqualTo(best.from());
      assertThat(best.classes()).isEqualTo(4);
      assertThat(model.sweep().verdict()).startsWith("4 classes: holds from min-cluster-size ");
    }

    @Test
    void looks_at_no_size_below_the_one_given() {
      assertThat(fit(OptionalInt.of(449)).minClusterSize()).isGreaterThanOrEqualTo(449);
      assertThat(fit(OptionalInt.of(1000)).minClusterSize()).isEqualTo(1000);
    }

    /** Persistence takes 2 of 1,500 each rather than 4 of which one has 60 points. */
    @Test
    void on_the_longest_plateau_finds_small_groups_beside_large_ones() {
      float[] values = Shapes.groups(7, 3000, 2, 1).toArray();
      for (int i = 0; i < 3000; i++) {
        values[2 * i] += i < 60 ? 0 : i < 700 ? 20 : i < 1500 ? 140 : 160;
      }
      FloatMatrix uneven = FloatMatrix.wrap(3000, 2, values);
      HdbscanModel plateau = fit(uneven, OptionalInt.empty(), Hdbscan.Resolution.PLATEAU);
      assertThat(plateau.classes().labels().sizes()).hasSize(4);
      assertThat(plateau.classes()).isEqualTo(plateau.cut((int) plateau.minClusterSize()));
      HdbscanModel persistence = fit(uneven, OptionalInt.empty(), Hdbscan.Resolution.PERSISTENCE);
      assertThat(persistence.classes().labels().classes()).isLessThan(4);
      OptionalInt size = OptionalInt.of(61);
      assertThat(fit(uneven, size, Hdbscan.Resolution.PLATEAU).minClusterSize())
          .isGreaterThanOrEqualTo(61);
      for (FloatMatrix each : shapes()) {
        fit(each, OptionalInt.empty(), Hdbscan.Resolution.PLATEAU); // does not fail
      }
    }
  }
}
