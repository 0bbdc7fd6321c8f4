// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GraphTest {
  private static final Offset<Double> ROUNDING = within(1e-5);

  private static double[] chances(FloatMatrix logs, int row) {
    double[] chances = new double[logs.columns()];
    for (int k = 0; k < chances.length; k++) {
      chances[k] = Math.exp(logs.get(row, k));
    }
    return chances;
  }

  @Test
  void a_sample_among_others_of_one_class_is_outvoted() {
    int n = 12;
    double[][] memberships = new double[n][];
    int[][] neighbours = new int[n][];
    for (int i = 0; i < n; i++) {
      memberships[i] = i == 0 ? new double[] {0, 1} : new double[] {1, 0};
      neighbours[i] = new int[] {(i + 1) % n, (i + 2) % n, (i + 3) % n};
    }
    FloatMatrix agreed = Graph.agreed(memberships, neighbours);
    for (int i = 0; i < n; i++) {
      double[] chances = chances(agreed, i);
      assertThat(chances[0]).isGreaterThan(0.6);
      assertThat(chances[0] + chances[1]).isCloseTo(1, ROUNDING);
    }
  }

  @Test
  void two_that_are_neighbours_meet_between() {
    // t = 0.1 p + 0.9 of the other's t: t_0 = (1 + 0 · 0.9) 0.1 / (1 − 0.81) = 10 / 19
    FloatMatrix agreed = Graph.agreed(new double[][] {{1, 0}, {0, 1}}, new int[][] {{1}, {0}});
    assertThat(chances(agreed, 0)[0]).isCloseTo(10 / 19.0, within(0.03));
    assertThat(chances(agreed, 1)[1]).isCloseTo(10 / 19.0, within(0.03));
  }

  @Test
  void without_neighbours_everyone_keeps_his_opinion() {
    FloatMatrix agreed = Graph.agreed(new double[][] {{0.25, 0.75}, {1, 0}}, new int[2][0]);
    assertThat(chances(agreed, 0)[0]).isCloseTo(0.25, ROUNDING);
    assertThat(agreed.get(1, 1)).as("no opinion is a number too").isBetween(-100f, -50f);
  }
}
