// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.Samples;
import io.decipher.numerics.NearestNeighbours;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NeighbourGraphTest {
  private static final RunContext RUN = RunContext.seeded(0);
  private static final int K = 15;

  private final NearestNeighbours neighbours =
      NearestNeighbours.of(Samples.normal(400, 5, 1, false), K, RUN);

  @Test
  void memberships_of_a_neighbourhood_sum_to_the_logarithm_of_its_size() {
    float[] memberships = NeighbourGraph.memberships(neighbours, RUN);
    for (int i = 0; i < 400; i++) {
      double sum = 0;
      for (int k = 0; k < K; k++) {
        sum += memberships[i * K + k];
      }
      assertThat(sum).isCloseTo(Math.log(K) / Math.log(2), within(2e-5));
      assertThat(memberships[i * K]).isZero();
      assertThat(memberships[i * K + 1]).isEqualTo(1);
      for (int k = 2; k < K; k++) {
        assertThat(memberships[i * K + k]).isBetween(0f, memberships[i * K + k - 1]);
      }
    }
  }

  @Test
  void memberships_do_not_depend_on_the_unit_of_distance() {
    float[] scaled = Samples.normal(400, 5, 1, false).toArray();
    for (int at = 0; at < scaled.length; at++) {
      scaled[at] *= 1024 * 1024;
    }
    float[] memberships =
        NeighbourGraph.memberships(
            NearestNeighbours.of(FloatMatrix.wrap(400, 5, scaled), K, RUN), RUN);
    float[] plain = NeighbourGraph.memberships(neighbours, RUN);
    for (int at = 0; at < plain.length; at++) {
      assertThat(memberships[at]).isCloseTo(plain[at], within(1e-6f));
    }
  }

  @Test
  void the_union_is_symmetric_and_follows_the_probabilistic_sum() {
    float[] w = NeighbourGraph.memberships(neighbours, RUN);
    double[][] dense = new double[400][400];
    for (int edge = 0; edge < w.length; edge++) {
      dense[edge / K][neighbours.indices()[edge]] = w[edge];
    }
    NeighbourGraph graph = NeighbourGraph.of(neighbours, RUN);
    int edges = 0;
    for (int i = 0; i < 400; i++) {
      int last = -1;
      for (int edge = graph.starts()[i]; edge < graph.starts()[i + 1]; edge++) {
        int j = graph.targets()[edge];
        assertThat(j).isGreaterThan(last).isNotEqualTo(i);
        last = j;
        double expected = dense[i][j] + dense[j][i] - dense[i][j] * dense[j][i];
        assertThat((double) graph.weights()[edge]).isCloseTo(expected, within(1e-6));
        int back =
            Arrays.binarySearch(graph.targets(), graph.starts()[j], graph.starts()[j + 1], i);
        assertThat(back).isNotNegative();
        assertThat(graph.weights()[back]).isEqualTo(graph.weights()[edge]);
        edges++;
      }
    }
    int expected = 0;
    for (int i = 0; i < 400; i++) {
      for (int j = 0; j < 400; j++) {
        expected += dense[i][j] > 0 || dense[j][i] > 0 ? 1 : 0;
      }
    }
    assertThat(edges).isEqualTo(expected);
  }

  @Test
  void light_edges_go_and_heavy_ones_stay() {
    NeighbourGraph graph = NeighbourGraph.of(neighbours, RUN);
    NeighbourGraph heavy = graph.withoutBelow(0.5f);
    int expected = 0;
    for (float weight : graph.weights()) {
      expected += weight >= 0.5f ? 1 : 0;
    }
    assertThat(heavy.weights()).hasSize(expected).hasSizeLessThan(graph.weights().length);
    for (float weight : heavy.weights()) {
      assertThat(weight).isGreaterThanOrEqualTo(0.5f);
    }
  }

  @Test
  void far_blobs_are_components_of_their_own() {
    FloatMatrix points = Samples.blobs(300, 4, 3, 1000, 2);
    int[] component = NeighbourGraph.of(NearestNeighbours.of(points, K, RUN), RUN).components();
    for (int i = 0; i < 300; i++) {
      assertThat(component[i]).isEqualTo(i % 3);
    }
  }
}
