// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.Shapes;
import io.decipher.numerics.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinimumSpanningTreeTest {
  private static final RunContext RUN = RunContext.seeded(1);

  @ParameterizedTest
  @CsvSource({
    "1, 1, EUCLIDEAN",
    "1, 7, MANHATTAN",
    "2, 1, EUCLIDEAN",
    "2, 10, EUCLIDEAN",
    "2, 10, MANHATTAN",
    "3, 5, EUCLIDEAN",
    "5, 30, MANHATTAN",
    "10, 10, EUCLIDEAN",
    "20, 4, EUCLIDEAN",
    "50, 17, EUCLIDEAN"
  })
  void it_is_prim_s(int d, int minSamples, Metric metric) {
    assertPrims(Shapes.groups(d, 1500, d, 6), minSamples, metric);
  }

  @ParameterizedTest
  @CsvSource({"1, 900", "2, 30", "3, 9", "10, 2"})
  void it_is_prim_s_among_ties(int d, int side) {
    for (int minSamples : new int[] {1, 4, 40}) {
      assertPrims(Shapes.whole(d, 1200, d, side), minSamples, Metric.EUCLIDEAN);
      assertPrims(Shapes.whole(d, 1200, d, side), minSamples, Metric.MANHATTAN);
    }
  }

  @Test
  void it_is_prim_s_of_few_points() {
    for (int n = 2; n < 80; n += 11) {
      assertPrims(Shapes.groups(n, n, 2, 3), Math.min(5, n - 1), Metric.EUCLIDEAN);
      assertPrims(Shapes.whole(n, n, 2, 3), Math.min(5, n - 1), Metric.EUCLIDEAN);
    }
  }

  private static void assertPrims(FloatMatrix matrix, int minSamples, Metric metric) {
    DistinctPoints points = DistinctPoints.of(matrix, metric);
    KdTree tree = new KdTree(points);
    CoreDistances near = new CoreDistances(points, tree, minSamples, RUN);
    double[] core = core(points, minSamples);
    assertThat(near.coreOfPoints()).isEqualTo(core);
    assertThat(described(Boruvka.span(tree, near, RUN).sorted()))
        .isEqualTo(described(prim(points, core).sorted()))
        .hasSize(points.count - 1);
  }

  private static double distance(DistinctPoints points, int a, int b) {
    double sum = 0;
    for (int k = 0; k < points.dimensions; k++) {
      double t =
          points.coordinates[a * points.dimensions + k]
              - points.coordinates[b * points.dimensions + k];
      sum += points.squared ? t * t : Math.abs(t);
    }
    return sum;
  }

  private static double[] core(DistinctPoints points, int minSamples) {
    double[] core = new double[points.count];
    for (int i = 0; i < points.count; i++) {
      double[] distances = new double[points.order.length]; // to all rows
      for (int j = 0, row = 0; j < points.count; j++) {
        for (int copy = 0; copy < points.multiplicity[j]; copy++) {
          distances[row++] = distance(points, i, j);
        }
      }
      Arrays.sort(distances);
      core[i] = distances[minSamples];
    }
    return core;
  }

  /** Whether the first of two edges, given as weight and length, comes before the second. */
  private static boolean precedes(double[] first, int a, int b, double[] second, int c, int d) {
    int order = Arrays.compare(first, second);
    return order != 0 ? order < 0 : Edges.endsPrecede(a, b, c, d);
  }

  private static Edges prim(DistinctPoints points, double[] core) {
    Edges edges = new Edges(points.count - 1);
    int[] nearest = new int[points.count];
    boolean[] inside = new boolean[points.count];
    double[] weight = new double[points.count];
    double[] length = new double[points.count];
    Arrays.fill(weight, Double.POSITIVE_INFINITY);
    for (int newest = 0; edges.count < points.count - 1; ) {
      inside[newest] = true;
      int next = -1;
      for (int i = 0; i < points.count; i++) {
        if (inside[i]) {
          continue;
        }
        double distance = distance(points, newest, i);
        double offered = Math.max(distance, Math.max(core[newest], core[i]));
        double[] mine = {weight[i], length[i]};
        if (precedes(new double[] {offered, distance}, newest, i, mine, nearest[i], i)) {
          nearest[i] = newest;
          weight[i] = offered;
          length[i] = distance;
        }
        if (next < 0
            || precedes(
                new double[] {weight[i], length[i]},
                nearest[i],
                i,
                new double[] {weight[next], length[next]},
                nearest[next],
                next)) {
          next = i;
        }
      }
      edges.add(nearest[next], next, weight[next], length[next]);
      newest = next;
    }
    return edges;
  }

  private static List<String> described(Edges edges) {
    List<String> described = new ArrayList<>();
    for (int i = 0; i < edges.count; i++) {
      int lesser = Math.min(edges.from[i], edges.to[i]);
      int greater = Math.max(edges.from[i], edges.to[i]);
      described.add(lesser + "-" + greater + " " + edges.weight[i] + " " + edges.length[i]);
    }
    return described;
  }

  @Test
  void it_weighs_no_more_than_kruskal_s() {
    for (int d : new int[] {1, 2, 4, 30}) {
      for (FloatMatrix matrix :
          List.of(Shapes.groups(d, 300, d, 3), Shapes.whole(d, 300, d, 5), Shapes.equal(40, d))) {
        Edges edges =
            MinimumSpanningTree.of(DistinctPoints.of(matrix, Metric.EUCLIDEAN), 3, RUN).edges;
        double weight = SingleLinkageTree.of(matrix.rows(), edges).totalDistance();
        double expected = kruskal(matrix, 3);
        assertThat(edges.count).isEqualTo(matrix.rows() - 1);
        assertThat(weight).isCloseTo(expected, within(1e-9 * Math.max(1, expected)));
      }
    }
  }

  private static double kruskal(FloatMatrix points, int minSamples) {
    int n = points.rows();
    double[][] distance = new double[n][n];
    double[] core = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int k = 0; k < points.columns(); k++) {
          sum += Math.pow((double) points.get(i, k) - points.get(j, k), 2);
        }
        distance[i][j] = Math.sqrt(sum);
      }
      double[] sorted = distance[i].clone();
      Arrays.sort(sorted);
      core[i] = sorted[minSamples];
    }
    record Edge(int from, int to, double weight) {}
    List<Edge> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        all.add(new Edge(i, j, Math.max(distance[i][j], Math.max(core[i], core[j]))));
      }
    }
    Collections.sort(all, (a, b) -> Double.compare(a.weight(), b.weight()));
    DisjointSets sets = new DisjointSets(n);
    double weight = 0;
    for (Edge edge : all) {
      int a = sets.find(edge.from());
      int b = sets.find(edge.to());
      if (a != b) {
        sets.union(a, b);
        weight += edge.weight();
      }
    }
    return weight;
  }
}
