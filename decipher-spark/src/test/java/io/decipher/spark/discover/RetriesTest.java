// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.clustering.hdbscan.Hdbscan;
import io.decipher.clustering.hdbscan.HdbscanModel;
import io.decipher.spark.Sessions;
import io.decipher.spark.discover.GraphClustering.Graph;
import io.decipher.spark.discover.GraphClustering.Options;
import java.io.IOException;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that fail, and are tried again, change nothing. */
class RetriesTest {
  /** Lets the first attempt of each task fail that computes one of two partitions. */
  private static <T> JavaRDD<T> failing(
      JavaRDD<T> some, org.apache.spark.util.LongAccumulator failed) {
    return some.map(
        value -> {
          TaskContext task = TaskContext.get();
          if (task.attemptNumber() == 0 && TaskContext.getPartitionId() % 2 == 1) {
            failed.add(1);
            throw new IllegalStateException("an executor is lost, says the test");
          }
          return value;
        });
  }

  private static HdbscanModel found(
      SparkSession spark, FloatMatrix matrix, int probes, boolean fails) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    org.apache.spark.util.LongAccumulator failed = spark.sparkContext().longAccumulator();
    Hdbscan settings = new Hdbscan(20, 5);
    GraphClustering clustering = new GraphClustering(spark, new Options(12, probes, 64, 4, 1));
    JavaRDD<PointBlock> points = GraphClusteringTest.points(context, matrix, 4, 2);
    Graph graph =
        clustering.graph(
            fails ? failing(points, failed) : points, matrix.rows(), matrix.columns(), 5);
    Graph read =
        fails
            ? new Graph(graph.n(), graph.k(), graph.exact(), failing(graph.lists(), failed))
            : graph;
    double[] core = GraphClustering.core(read, 5);
    HdbscanModel model = GraphClustering.model(clustering.forest(read, core), core, settings);
    clustering.release();
    for (var some : context.getPersistentRDDs().values()) {
      assertThat(some.getStorageLevel()).isNotEqualTo(StorageLevel.NONE());
    }
    return model;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void first_attempts_that_fail_change_nothing(int probes) throws IOException {
    SparkSession spark = Sessions.start("local[2,4]", Map.of("spark.speculation", "true"));
    try {
      FloatMatrix matrix = GraphClusteringTest.golden("densities");
      HdbscanModel smooth = found(spark, matrix, probes, false);
      HdbscanModel rough = found(spark, matrix, probes, true);
      GraphClusteringTest.assertSame(rough, smooth);
      assertThat(smooth.classes().labels().sizes()).hasSizeGreaterThan(1);
    } finally {
      spark.stop();
    }
  }

  @Test
  void the_failures_are_real() throws IOException {
    SparkSession spark = Sessions.start("local[2,1]", Map.of());
    try {
      FloatMatrix matrix = GraphClusteringTest.golden("moons");
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> found(spark, matrix, 0, true))
          .hasMessageContaining("an executor is lost, says the test");
    } finally {
      spark.stop();
    }
  }
}
