// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.clustering.BruteForce;
import io.decipher.clustering.Partitions;
import io.decipher.clustering.Recipes;
import io.decipher.clustering.Shapes;
import io.decipher.numerics.Metric;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistanceGraphTest {
  private static final RunContext RUN = RunContext.seeded(1);

  @Nested
  class Of_all_pairs {
    @ParameterizedTest
    @CsvSource({"1, 2, EUCLIDEAN", "2, 3, MANHATTAN", "3, 1, EUCLIDEAN", "4, 30, EUCLIDEAN"})
    void it_gives_what_the_points_give(long seed, int d, Metric metric) {
      FloatMatrix points = Shapes.groups(seed, 260, d, 4);
      DistanceGraph graph = BruteForce.graph(BruteForce.distances(points, metric), 1e9);
      assertThat(graph.edges()).isEqualTo(260 * 259 / 2);
      for (ClusterSelection selection : ClusterSelection.values()) {
        Hdbscan settings = Recipes.of(8, 5, selection, metric);
        HdbscanModel ofPoints = settings.fit(points, RUN);
        HdbscanModel ofGraph = settings.fit(graph, RUN);
        assertThat(
                Partitions.adjustedRandIndex(
                    ofPoints.classes().labels().toArray(), ofGraph.classes().labels().toArray()))
            .isEqualTo(1);
        assertThat(ofGraph.classes().strengths()).isEqualTo(ofPoints.classes().strengths());
        assertThat(ofGraph.outlierScores()).isEqualTo(ofPoints.outlierScores());
        assertThat(ofGraph.totalTreeWeight()).isEqualTo(ofPoints.totalTreeWeight());
      }
    }
  }

  @Nested
  class In_pieces {
    /** Points without edges, then two groups of 40 whose points are joined where they are near. */
    private static DistanceGraph pieces(int lone) {
      FloatMatrix points = Shapes.groups(5, 80, 2, 2);
      double[][] distances = BruteForce.distances(points, Metric.EUCLIDEAN);
      double[][] all = new double[80 + lone][80 + lone];
      for (int i = 0; i < all.length; i++) {
        for (int j = 0; j < all.length; j++) {
          boolean together = i >= lone && j >= lone && (i - lone) % 2 == (j - lone) % 2;
          all[i][j] = together ? distances[i - lone][j - lone] : 1e9;
        }
      }
      return BruteForce.graph(all, 4);
    }

    @Test
    void each_piece_is_a_branch_of_the_root() {
      for (ClusterSelection selection : ClusterSelection.values()) {
        HdbscanModel model = Recipes.of(15, 5, selection, Metric.EUCLIDEAN).fit(pieces(0), RUN);
        int[] labels = model.classes().labels().toArray();
        assertThat(model.classes().labels().classes()).isEqualTo(2);
        for (int i = 0; i < 80; i++) {
          assertThat(labels[i]).isIn(labels[i % 2], -1);
        }
        assertThat(model.totalTreeWeight()).isFinite();
      }
    }

    @Test
    void points_without_edges_are_noise_however_many() {
      for (int size : new int[] {5, 15}) {
        HdbscanModel model =
            Recipes.single(OptionalInt.of(size), OptionalDouble.empty()).fit(pieces(300), RUN);
        int[] labels = model.classes().labels().toArray();
        assertThat(Labels.of(labels).classes()).isEqualTo(2);
        assertThat(Arrays.copyOf(labels, 300)).containsOnly(-1);
        assertThat(model.outlierScores().get(200, 0)).isEqualTo(1);
      }
    }

    @Test
    void points_of_fewer_edges_than_min_samples_are_noise() {
      HdbscanModel model = new Hdbscan(2, 3).fit(chain(50), RUN);
      assertThat(model.classes().labels().noise()).isEqualTo(50);
      assertThat(new Hdbscan(50, 2).fit(chain(50), RUN).classes().labels().noise()).isEqualTo(50);
      Hdbscan single = Recipes.single(OptionalInt.of(5), OptionalDouble.empty());
      assertThat(single.fit(chain(50), RUN).classes().labels().noise()).isEqualTo(50);
    }

    private static DistanceGraph chain(int points) {
      int[] from = new int[points - 1];
      int[] to = new int[points - 1];
      double[] distances = new double[points - 1];
      Arrays.setAll(from, i -> i);
      Arrays.setAll(to, i -> i + 1);
      Arrays.setAll(distances, i -> 1 + i * 7 % 10);
      return DistanceGraph.of(points, from, to, distances);
    }

    @Test
    void no_points_and_one_point_have_no_classes() {
      for (int n : new int[] {0, 1, 3}) {
        DistanceGraph graph = DistanceGraph.of(n, new int[0], new int[0], new double[0]);
        HdbscanModel model = new Hdbscan(2, 1).fit(graph, RUN);
        assertThat(model.classes().labels().noise()).isEqualTo(n);
        assertThat(model.totalTreeWeight()).isZero();
      }
    }
  }

  @Nested
  class Given_by_edges {
    @Test
    void directions_do_not_matter_and_the_smaller_distance_holds() {
      DistanceGraph graph =
          DistanceGraph.of(
              4,
              new int[] {0, 1, 2, 1, 3, 2, 2},
              new int[] {1, 0, 1, 2, 3, 0, 0},
              new double[] {5, 4, 1, 1, 0, 7, 7});
      assertThat(graph).hasToString("DistanceGraph(4 points, 3 edges)");
      assertThat(graph.coreDistances(1)).containsExactly(4, 1, 1, Double.POSITIVE_INFINITY);
      assertThat(graph.coreDistances(2)).containsExactly(7, 4, 7, Double.POSITIVE_INFINITY);
    }

    @Test
    void what_cannot_be_is_refused_by_edge() {
      assertRefused(
          "edge 1, from point 2 to 3, has an end that is not one of the 3 points, counting from 0",
          new int[] {0, 2},
          new int[] {1, 3},
          1,
          1);
      assertRefused(
          "edge 0, from point -1 to 1, has an end that is not one of the 3 points, counting from 0",
          new int[] {-1},
          new int[] {1},
          1);
      for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
        assertRefused(
            "edge 1, from point 2 to 1, has distance "
                + wrong
                + "; expected a finite number, 0 or more (leave out edges that do not exist)",
            new int[] {0, 2},
            new int[] {1, 1},
            1,
            wrong);
      }
      assertRefused(
          "edge 0, from point 2 to 2, has distance 0.5; expected 0, or no such edge",
          new int[] {2},
          new int[] {2},
          0.5);
      assertRefused(
          "edge 0, from point 2 to 1, is given again as edge 2, at distances 1.0 and 3.0; expected"
              + " one distance (leave one of them out)",
          new int[] {2, 1, 2},
          new int[] {1, 2, 1},
          1,
          2,
          3);
      assertRefused(
          "a distance graph needs 0 or more points and from, to and distances of one length; found"
              + " 3 points, 1, 2 and 1",
          new int[1],
          new int[2],
          1);
    }

    private static void assertRefused(String message, int[] from, int[] to, double... distances) {
      assertThatThrownBy(() -> DistanceGraph.of(3, from, to, distances))
          .isInstanceOf(DecipherException.class)
          .hasMessage(message);
    }
  }

  @Test
  void its_fit_stops_when_cancelled() {
    DistanceGraph graph = DistanceGraph.of(3, new int[0], new int[0], new double[0]);
    CancellationToken cancellation = new CancellationToken();
    cancellation.cancel();
    ProgressListener deaf = progress -> {};
    RunContext run = RunContext.of(1, deaf, cancellation);
    assertThatThrownBy(() -> new Hdbscan(2, 1).fit(graph, run))
        .isInstanceOf(CancellationException.class);
  }
}
