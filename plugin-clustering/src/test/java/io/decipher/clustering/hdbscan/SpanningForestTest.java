// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.Golden;
import io.decipher.clustering.internal.mst.Edges;
import io.decipher.numerics.NearestNeighbours;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A spanning forest that was found elsewhere gives what its graph gives. */
class SpanningForestTest {
  private static final double[] CORE = {1, 1, 1};

  @ParameterizedTest
  @ValueSource(strings = {"blobs", "grid-ties", "duplicates", "moons"})
  void the_forest_of_a_graph_gives_what_the_graph_gives(String data) {
    FloatMatrix points = Golden.points(data);
    DistanceGraph graph =
        DistanceGraph.of(NearestNeighbours.exact(points, 9, RunContext.seeded(1)));
    Hdbscan settings = new Hdbscan(12, 4);
    double[] core = graph.coreDistances(4);
    Edges tree = graph.spanningTree(4).edges;
    int[] finite =
        IntStream.range(0, tree.count)
            .filter(i -> tree.weight[i] < Double.POSITIVE_INFINITY)
            .toArray();
    shuffle(finite);
    SpanningForest forest =
        SpanningForest.of(
            core,
            Arrays.stream(finite).map(i -> tree.to[i]).toArray(),
            Arrays.stream(finite).map(i -> tree.from[i]).toArray(),
            Arrays.stream(finite).mapToDouble(i -> tree.length[i]).toArray());
    HdbscanModel expected = settings.fit(graph, RunContext.seeded(1));
    HdbscanModel found = settings.fit(forest, RunContext.seeded(1));
    assertThat(found.classes().labels().toArray()).isEqualTo(expected.classes().labels().toArray());
    assertThat(found.classes().strengths()).isEqualTo(expected.classes().strengths());
    assertThat(found.outlierScores()).isEqualTo(expected.outlierScores());
    assertThat(found.sweep()).isEqualTo(expected.sweep());
  }

  private static void shuffle(int[] items) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = items.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = items[i];
      items[i] = items[j];
      items[j] = swapped;
    }
  }

  @Test
  void what_is_no_forest_is_refused() {
    for (List<Object> bad :
        List.of(
            List.<Object>of(
                new int[] {0, 1, 2},
                new int[] {1, 2, 0},
                "edge 2, from point 2 to 0, closes a cycle; expected a forest"),
            List.<Object>of(
                new int[] {0},
                new int[] {3},
                "edge 0, from point 0 to 3, has an end that is not one of the 3 points"),
            List.<Object>of(
                new int[] {1},
                new int[] {1},
                "edge 0, from point 1 to 1, closes a cycle; expected a forest"))) {
      int[] from = (int[]) bad.get(0);
      assertThatThrownBy(
              () -> SpanningForest.of(CORE, from, (int[]) bad.get(1), new double[from.length]))
          .isInstanceOf(DecipherException.class)
          .hasMessage((String) bad.get(2));
    }
    assertThatThrownBy(
            () -> SpanningForest.of(CORE, new int[] {0}, new int[] {1}, new double[] {Double.NaN}))
        .hasMessage("edge 0, from point 0 to 1, has the length NaN; expected 0 or more");
    assertThatThrownBy(
            () -> SpanningForest.of(new double[] {-1}, new int[0], new int[0], new double[0]))
        .hasMessage("the core distance of point 0 is -1.0; expected 0 or more");
    assertThat(SpanningForest.of(CORE, new int[0], new int[0], new double[0]).points())
        .isEqualTo(3);
  }
}
