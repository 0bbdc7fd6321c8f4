// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.hdbscan.DistanceGraph;
import io.decipher.clustering.hdbscan.HdbscanModel;
import io.decipher.numerics.Metric;
import io.decipher.numerics.NearestNeighbours;
import io.decipher.spark.Sessions;
import io.decipher.spark.discover.GraphClustering.Graph;
import io.decipher.spark.discover.GraphClustering.Options;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What executors find together is what one machine finds, to the bit. */
class GraphClusteringTest {
  private static SparkSession spark;
  private static JavaSparkContext context;

  @BeforeAll
  static void start() {
    spark = Sessions.start("local[2]", Map.of());
    context = JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** Returns points in portions, in an order of a seed's; by their rows for 0. */
  static JavaRDD<PointBlock> points(FloatMatrix matrix, int slices, long order) {
    return points(context, matrix, slices, order);
  }

  static JavaRDD<PointBlock> points(
      JavaSparkContext context, FloatMatrix matrix, int slices, long order) {
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < matrix.rows(); i++) {
      rows.add(i);
    }
    if (order > 0) {
      Collections.shuffle(rows, new Random(order));
    }
    List<PointBlock> blocks = new ArrayList<>();
    int size = (rows.size() + 2 * slices - 1) / (2 * slices);
    for (int from = 0; from < rows.size(); from += size) {
      List<Integer> some = rows.subList(from, Math.min(rows.size(), from + size));
      int[] numbers = some.stream().mapToInt(Integer::intValue).toArray();
      blocks.add(new PointBlock(numbers, matrix.select(numbers).toArray(), new int[0], 0));
    }
    return context.parallelize(blocks, slices);
  }

  static Graph persisted(Graph graph) {
    return new Graph(graph.n(), graph.k(), graph.exact(), graph.lists().cache());
  }

  /** Returns the graph as one machine has it. */
  static DistanceGraph local(Graph graph) {
    List<int[]> ends = new ArrayList<>();
    List<Double> lengths = new ArrayList<>();
    for (NeighbourBlock block : graph.lists().collect()) {
      for (int i = 0; i < block.rows.length; i++) {
        for (int j = i * block.k; j < (i + 1) * block.k && block.neighbours[j] >= 0; j++) {
          ends.add(new int[] {block.rows[i], block.neighbours[j]});
          lengths.add(Math.sqrt(block.squared[j]));
        }
      }
    }
    return DistanceGraph.of(
        graph.n(),
        ends.stream().mapToInt(pair -> pair[0]).toArray(),
        ends.stream().mapToInt(pair -> pair[1]).toArray(),
        lengths.stream().mapToDouble(Double::doubleValue).toArray());
  }

  static void assertSame(HdbscanModel found, HdbscanModel expected) {
    assertThat(found.classes().labels().toArray()).isEqualTo(expected.classes().labels().toArray());
    assertThat(found.classes().strengths()).isEqualTo(expected.classes().strengths());
    assertThat(found.outlierScores()).isEqualTo(expected.outlierScores());
    assertThat(found.totalTreeWeight()).isEqualTo(expected.totalTreeWeight());
    assertThat(found.sweep()).isEqualTo(expected.sweep());
  }

  @Test
  void every_golden_case_is_as_one_machine_finds_it_by_the_same_graph() throws IOException {
    Map<String, Graph> graphs = new TreeMap<>();
    Map<String, Rounds.Forest> forests = new TreeMap<>();
    int cases = 0;
    for (GoldenCase golden : GoldenCase.all()) {
      if (golden.settings().metric() != Metric.EUCLIDEAN) {
        continue;
      }
      int n = golden.points().rows();
      int m = golden.minSamples();
      GraphClustering clustering =
          new GraphClustering(spark, new Options(Math.min(n - 1, Math.max(15, m)), 0, 100, 3, 1));
      String key = golden.data() + " " + Math.max(15, m);
      Graph graph =
          graphs.computeIfAbsent(
              key,
              missing ->
                  persisted(
                      clustering.graph(
                          points(golden.points(), 3, 7), n, golden.points().columns(), m)));
      double[] core = GraphClustering.core(graph, m);
      Rounds.Forest forest =
          forests.computeIfAbsent(key + " " + m, missing -> clustering.forest(graph, core));
      HdbscanModel found = GraphClustering.model(forest, core, golden.settings());
      HdbscanModel expected = golden.settings().fit(local(graph), RunContext.seeded(1));
      assertSame(found, expected);
      cases++;
    }
    assertThat(cases).isGreaterThan(60);
  }

  @Test
  void any_partitioning_and_order_gives_the_same_neighbours_and_forest() throws IOException {
    FloatMatrix matrix = golden("densities");
    Set<String> outcomes = new HashSet<>();
    for (int trial = 0; trial < 4; trial++) {
      GraphClustering clustering =
          new GraphClustering(spark, new Options(12, 0, 64, 1 + 3 * trial, 1));
      Graph graph =
          persisted(clustering.graph(points(matrix, 1 + trial, trial), matrix.rows(), 2, 5));
      double[] core = GraphClustering.core(graph, 5);
      Rounds.Forest forest = clustering.forest(graph, core);
      HdbscanModel model = GraphClustering.model(forest, core, GoldenCase.all().get(0).settings());
      outcomes.add(
          Arrays.hashCode(core)
              + " "
              + forest.count
              + " "
              + model.classes().strengths().hashCode()
              + " "
              + model.classes().labels());
    }
    assertThat(outcomes).hasSize(1);
  }

  static FloatMatrix golden(String data) throws IOException {
    return GoldenCase.all().stream()
        .filter(one -> one.data().equals(data))
        .findFirst()
        .orElseThrow()
        .points();
  }

  @Test
  void neighbours_in_few_dimensions_are_the_nearest_exactly() throws IOException {
    FloatMatrix matrix = golden("moons");
    Graph graph =
        new GraphClustering(spark, new Options(10, 0, 50, 5, 1))
            .graph(points(matrix, 3, 1), matrix.rows(), 2, 5);
    assertThat(recall(graph, matrix)).isEqualTo(1);
  }

  @Test
  void of_neighbours_in_ten_dimensions_few_are_missed() throws IOException {
    FloatMatrix matrix = golden("mixture-10d");
    Graph graph =
        new GraphClustering(spark, new Options(15, 12, 128, 4, 1))
            .graph(points(matrix, 3, 1), matrix.rows(), 10, 5);
    assertThat(graph.exact()).isFalse();
    assertThat(recall(graph, matrix)).isBetween(0.95, 1.0);
  }

  private static double recall(Graph graph, FloatMatrix matrix) {
    NearestNeighbours exact = NearestNeighbours.exact(matrix, graph.k() + 1, RunContext.seeded(1));
    long found = 0;
    for (NeighbourBlock block : graph.lists().collect()) {
      for (int i = 0; i < block.rows.length; i++) {
        double limit = exact.distance(block.rows[i], graph.k());
        for (int j = i * block.k; j < (i + 1) * block.k; j++) {
          found += Math.sqrt(block.squared[j]) <= limit * (1 + 1e-6) ? 1 : 0;
        }
      }
    }
    return found / ((double) graph.n() * graph.k());
  }

  @Test
  void a_row_that_is_no_point_is_named() {
    var table =
        spark.sql(
            "select cast(0 as bigint) as row, array(1f, 2f) as v union all"
                + " select cast(1 as bigint), array(float('NaN'), 2f)");
    assertThatThrownBy(() -> new GraphClustering(spark, Options.usual()).points(table, 2).collect())
        .hasMessageContaining("row 1: has the value NaN at 0; expected finite numbers");
  }
}
