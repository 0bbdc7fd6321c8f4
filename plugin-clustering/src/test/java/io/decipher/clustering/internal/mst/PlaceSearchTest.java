// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.Shapes;
import io.decipher.numerics.Metric;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceSearchTest {
  private static final RunContext RUN = RunContext.seeded(1);

  /** The definition, to the letter, among all rows. */
  private static double leastWeight(double[] place, double[][] rows, double[] core, int k) {
    double[] distances = new double[rows.length];
    Arrays.setAll(distances, i -> distance(place, rows[i]));
    double[] sorted = distances.clone();
    Arrays.sort(sorted);
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < rows.length; i++) {
      double weight = Math.max(distances[i], Math.max(sorted[k - 1], core[i]));
      least = Math.min(least, distances[i] == 0 ? 0 : weight);
    }
    return least;
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += (b[k] - a[k]) * (b[k] - a[k]);
    }
    return Math.sqrt(sum);
  }

  private static double[] row(FloatMatrix matrix, int row) {
    double[] values = new double[matrix.columns()];
    Arrays.setAll(values, k -> matrix.get(row, k));
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 20, 21, 40})
  void it_finds_the_least_edge_of_all(int d) {
    for (int seed = 0; seed < 6; seed++) {
      RandomGenerator random = new SplittableRandom(seed);
      int n = 1 + random.nextInt(600);
      boolean ties = random.nextBoolean();
      FloatMatrix matrix = ties ? Shapes.whole(seed, n, d, 4) : Shapes.groups(seed, n, d, 3);
      FloatMatrix samples = ties ? Shapes.whole(seed + 9, 90, d, 5) : Shapes.groups(seed, 90, d, 4);
      int k = 1 + random.nextInt(Math.min(12, n));
      DistinctPoints points = DistinctPoints.of(matrix, Metric.EUCLIDEAN);
      double[] core = new double[points.count];
      Arrays.setAll(core, i -> 3 * random.nextDouble());
      double[] coreOfRows = Leaves.of(points, core).core;
      double[][] rows = new double[n][];
      Arrays.setAll(rows, i -> row(matrix, i));
      Edges edges =
          new PlaceSearch(points, core, k)
              .leastEdges(DistinctPoints.rows(samples, Metric.EUCLIDEAN), 90, "search", 0, 1, RUN);
      assertThat(edges.count).isEqualTo(90);
      for (int i = 0; i < 90; i++) {
        double[] place = row(samples, i);
        assertThat(edges.weight[i]).isEqualTo(leastWeight(place, rows, coreOfRows, k));
        assertThat(edges.length[i]).isEqualTo(distance(place, rows[edges.to[i]]));
      }
    }
  }
}
