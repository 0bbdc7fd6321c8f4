// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.Shapes;
import io.decipher.numerics.NearestNeighbours;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UmapLayoutTest {
  private static float[] layout(NeighbourGraph graph, float[] start, int dimensions, int epochs) {
    return new UmapLayout(graph, start, dimensions, MembershipCurve.fit(0, 1), 5, true, 7)
        .run(epochs, 1, RunContext.seeded(1));
  }

  /** Edges of weight 1 in both directions, from the pairs given. */
  private static NeighbourGraph graph(int n, int[][] pairs) {
    int[] starts = new int[n + 1];
    for (int[] pair : pairs) {
      starts[pair[0] + 1]++;
      starts[pair[1] + 1]++;
    }
    for (int i = 0; i < n; i++) {
      starts[i + 1] += starts[i];
    }
    int[] targets = new int[starts[n]];
    int[] next = starts.clone();
    for (int[] pair : pairs) {
      targets[next[pair[0]]++] = pair[1];
      targets[next[pair[1]]++] = pair[0];
    }
    float[] weights = new float[targets.length];
    java.util.Arrays.fill(weights, 1);
    return new NeighbourGraph(starts, targets, weights);
  }

  @Test
  void two_points_that_are_neighbours_end_near_each_other() {
    float[] places = layout(graph(2, new int[][] {{0, 1}}), new float[] {0, 0, 10, 10}, 2, 200);
    assertThat(Math.hypot(places[0] - places[2], places[1] - places[3])).isBetween(0.01, 5.0);
  }

  @Test
  void a_point_alone_is_not_pushed_by_itself() {
    int[][] pairs = {{0, 1}, {1, 2}, {0, 2}};
    float[] places = layout(graph(4, pairs), new float[] {0, 0, 1, 0, 0, 1, 3, 3}, 2, 100);
    assertThat(places[6]).isEqualTo(3); // it has no edge, so nothing moves it
    assertThat(places[7]).isEqualTo(3);
  }

  @Test
  void a_hub_of_a_thousand_neighbours_stays_in_bounds() {
    int[][] pairs = new int[1000][];
    float[] start = new float[2 * 1001];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < start.length; i++) {
      start[i] = (float) (10 * random.nextDouble());
    }
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = new int[] {0, i + 1};
    }
    for (float place : layout(graph(1001, pairs), start, 2, 200)) {
      assertThat(place).isBetween(-200f, 200f);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void the_number_of_threads_changes_nothing(int dimensions) {
    FloatMatrix points = Shapes.groups(3, 3000, 5, 4);
    RunContext run = RunContext.seeded(1);
    NeighbourGraph graph = NeighbourGraph.of(NearestNeighbours.of(points, 10, run), run);
    float[] start = new float[3000 * dimensions];
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < start.length; i++) {
      start[i] = (float) (10 * random.nextDouble());
    }
    float[] one = in(1, () -> layout(graph, start, dimensions, 30));
    float[] four = in(4, () -> layout(graph, start, dimensions, 30));
    assertThat(four).containsExactly(one);
  }

  private static float[] in(int threads, java.util.concurrent.Callable<float[]> work) {
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return pool.submit(work).join();
    } finally {
      pool.shutdown();
    }
  }
}
