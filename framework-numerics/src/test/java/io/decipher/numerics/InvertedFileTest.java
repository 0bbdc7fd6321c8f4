// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InvertedFileTest {
  private static FloatMatrix points(int n, int d) {
    return NormalPoints.of(n, d, 3, false);
  }

  private static int[] exact(FloatMatrix points, int point, int count) {
    double[] distances = new double[points.rows()];
    for (int i = 0; i < distances.length; i++) {
      for (int j = 0; j < points.columns(); j++) {
        distances[i] += Math.pow(points.get(i, j) - points.get(point, j), 2);
      }
    }
    return IntStream.range(0, distances.length)
        .filter(i -> i != point)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> distances[i]))
        .limit(count)
        .mapToInt(i -> i)
        .toArray();
  }

  @Test
  void few_points_are_compared_all_with_all() {
    FloatMatrix points = points(300, 5);
    int[][] near = InvertedFile.neighbours(points, 7, 1, RunContext.seeded(1));
    for (int i = 0; i < 300; i++) {
      assertThat(near[i]).containsExactly(exact(points, i, 7));
    }
  }

  @Test
  void of_many_almost_all_neighbours_are_found() {
    FloatMatrix points = points(5000, 4);
    int[][] near = InvertedFile.neighbours(points, 10, 1, RunContext.seeded(1));
    int found = 0;
    for (int i = 0; i < 5000; i += 25) {
      int[] exact = exact(points, i, 10);
      int[] own = near[i];
      assertThat(own).hasSize(10).doesNotHaveDuplicates().doesNotContain(i);
      found +=
          (int) Arrays.stream(exact).filter(e -> Arrays.stream(own).anyMatch(o -> o == e)).count();
    }
    assertThat(found).isGreaterThan(2000 * 95 / 100);
  }

  @Test
  void equal_points_have_neighbours_too() {
    int[][] near =
        InvertedFile.neighbours(
            FloatMatrix.wrap(3000, 2, new float[6000]), 4, 1, RunContext.seeded(1));
    assertThat(Arrays.asList(near)).allMatch(own -> own.length == 4);
  }

  @Test
  void there_are_no_more_than_other_points() {
    RunContext run = RunContext.seeded(1);
    assertThat(Arrays.asList(InvertedFile.neighbours(points(3, 2), 10, 1, run)))
        .allMatch(own -> own.length == 2);
    assertThat(Arrays.asList(InvertedFile.neighbours(points(3, 2), 0, 1, run)))
        .allMatch(own -> own.length == 0);
  }
}
