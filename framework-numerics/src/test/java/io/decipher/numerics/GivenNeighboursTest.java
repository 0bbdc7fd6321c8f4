// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GivenNeighboursTest {
  private static final RunContext RUN = RunContext.seeded(1);

  @Nested
  class Lists {
    @Test
    void become_neighbours_with_each_point_before_its_own() {
      NearestNeighbours nearest =
          NearestNeighbours.of(
              new int[][] {{1, 2}, {0, 2}, {1, 0}}, new float[][] {{1, 3}, {1, 2}, {2, 3}});
      assertThat(nearest.size()).isEqualTo(3);
      assertThat(nearest.count()).isEqualTo(3);
      assertThat(nearest.indices()).containsExactly(0, 1, 2, 1, 0, 2, 2, 1, 0);
      assertThat(nearest.distances()).containsExactly(0, 1, 3, 0, 1, 2, 0, 2, 3);
      assertThat(nearest.others(2)).containsExactly(1, 0);
      assertThat(NearestNeighbours.of(new int[0][], new float[0][]).size()).isZero();
    }

    @Test
    void that_cannot_be_are_refused_by_point() {
      float[][] distances = {{1}, {1}};
      assertThatThrownBy(() -> NearestNeighbours.of(new int[][] {{1}, {2}}, distances))
          .hasMessage(
              "expected neighbours of point 1 from 0 to 1, other than itself, each once, but found"
                  + " 2");
      assertThatThrownBy(() -> NearestNeighbours.of(new int[][] {{0}, {0}}, distances))
          .hasMessageContaining("neighbours of point 0");
      assertThatThrownBy(() -> NearestNeighbours.of(new int[][] {{1}, {}}, distances))
          .hasMessageContaining("1 neighbours of point 1, as of point 0, but found 0");
      assertThatThrownBy(
              () -> NearestNeighbours.of(new int[][] {{1}, {0}}, new float[][] {{1}, {Float.NaN}}))
          .hasMessageContaining("nearest first, at finite distances");
      assertThatThrownBy(() -> NearestNeighbours.of(new int[][] {{1}, {0}}, new float[][] {{1}}))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class Balanced {
    private final FloatMatrix points = NormalPoints.of(90, 3, 4, true);
    private final int[] groups = new int[90];

    Balanced() {
      Arrays.setAll(groups, i -> i < 50 ? 7 : i < 80 ? 2 : i < 87 ? 30 : -1);
    }

    @Test
    void neighbours_are_the_nearest_of_each_group() {
      NearestNeighbours found =
          NearestNeighbours.balanced(points, groups, 3, Metric.EUCLIDEAN, RUN);
      assertThat(found.count()).isEqualTo(1 + 3 * 3);
      NearestNeighbours all = NearestNeighbours.exact(points, 90, RUN);
      for (int i = 0; i < 90; i++) {
        assertThat(found.index(i, 0)).isEqualTo(i);
        for (int group : new int[] {2, 7, 30}) {
          int point = i;
          float[] right =
              toFloats(
                  IntStream.range(1, 90)
                      .filter(rank -> groups[all.index(point, rank)] == group)
                      .limit(3)
                      .mapToDouble(rank -> all.distance(point, rank))
                      .toArray());
          float[] mine =
              toFloats(
                  IntStream.range(1, found.count())
                      .filter(rank -> groups[found.index(point, rank)] == group)
                      .mapToDouble(rank -> found.distance(point, rank))
                      .toArray());
          assertThat(mine).isEqualTo(right);
        }
      }
    }

    private static float[] toFloats(double[] values) {
      float[] floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }

    @Test
    void by_angles_scaling_a_row_changes_nothing() {
      FloatMatrix plain = NormalPoints.of(40, 3, 5, false);
      float[] values = plain.toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] *= 1 << (i / 3 % 5);
      }
      int[] two = new int[40];
      Arrays.setAll(two, i -> i % 2);
      assertThat(
              NearestNeighbours.balanced(
                      FloatMatrix.wrap(40, 3, values), two, 2, Metric.COSINE, RUN)
                  .indices())
          .isEqualTo(NearestNeighbours.balanced(plain, two, 2, Metric.COSINE, RUN).indices());
    }

    @Test
    void a_group_of_too_few_is_refused_by_name() {
      assertThatThrownBy(() -> NearestNeighbours.balanced(points, groups, 7, Metric.EUCLIDEAN, RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              "balanced neighbours: group 30 has 7 points; expected more than the 7 neighbours"
                  + " asked for of each group (ask for fewer, or merge small groups)");
      int[] unknown = new int[90];
      Arrays.fill(unknown, -1);
      assertThatThrownBy(
              () -> NearestNeighbours.balanced(points, unknown, 2, Metric.EUCLIDEAN, RUN))
          .isInstanceOf(DecipherException.class);
      assertThatThrownBy(() -> NearestNeighbours.balanced(points, groups, 2, Metric.MANHATTAN, RUN))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
