package io.decipher.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.Hdbscan.Metric;
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
    "20, 4, EUCLIDEAN"
  })
  void boruvka_and_prim_find_the_same_edges(int d, int minSamples, Metric metric) {
    assertSameTrees(Shapes.groups(d, 1500, d, 6), minSamples, metric);
  }

  @ParameterizedTest
  @CsvSource({"1, 900", "2, 30", "3, 9", "10, 2"})
  void boruvka_and_prim_find_the_same_edges_among_ties(int d, int side) {
    assertSameTrees(Shapes.whole(d, 1200, d, side), 4, Metric.EUCLIDEAN);
    assertSameTrees(Shapes.whole(d, 1200, d, side), 4, Metric.MANHATTAN);
  }

  private static void assertSameTrees(FloatMatrix matrix, int minSamples, Metric metric) {
    DistinctPoints points = DistinctPoints.of(matrix, metric);
    KdTree tree = new KdTree(points);
    double[] searched = CoreDistances.of(points, tree, minSamples, RUN);
    double[] scanned = CoreDistances.of(points, null, minSamples, RUN);
    assertThat(searched).isEqualTo(scanned);
    Edges boruvka = Boruvka.span(tree, scanned, RUN).sorted();
    Edges prim = Prim.span(points, scanned, RUN).sorted();
    assertThat(described(boruvka)).isEqualTo(described(prim)).hasSize(points.count - 1);
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
