// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `discover` on Spark, from a table to a table. */
class DiscoverCommandTest {
  private static final int COUNT = 900;

  @TempDir static Path folder;
  private static SparkSession spark;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void write() {
    spark = Sessions.start("local[2]", Map.of());
    SplittableRandom random = new SplittableRandom(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      Double[] values = new Double[6];
      for (int j = 0; j < values.length; j++) {
        values[j] = random.nextGaussian() * 0.3 + (j == i % 3 ? 4 : 0);
      }
      rows.add(RowFactory.create("point-" + i, values[0], values[1], values));
    }
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("x", DataTypes.DoubleType)
            .add("y", DataTypes.DoubleType)
            .add("features", DataTypes.createArrayType(DataTypes.DoubleType));
    spark.createDataFrame(rows, schema).repartition(3).write().parquet(path("points"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private int run(String output, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "discover",
                "--input",
                path("points"),
                "--output",
                path(output),
                "-D",
                "decipher.clusterer.min-cluster-size=40"));
    command.addAll(List.of(more));
    return DecipherSpark.run(
        new PrintWriter(out, true), new PrintWriter(err, true), command.toArray(String[]::new));
  }

  private static Map<String, String> rows(String output) {
    Map<String, String> rows = new TreeMap<>();
    for (Row row :
        spark
            .read()
            .parquet(path(output))
            .select("id", "class", "confidence", "outlier_score")
            .collectAsList()) {
      rows.put(row.getString(0), row.getInt(1) + " " + row.getFloat(2) + " " + row.getFloat(3));
    }
    return rows;
  }

  /** Checks that each kind of points has a class of its own. */
  private static void assertThree(Map<String, String> rows) {
    assertThat(rows).hasSize(COUNT);
    Map<Integer, Map<String, Integer>> counts = new TreeMap<>();
    rows.forEach(
        (id, said) ->
            counts
                .computeIfAbsent(Integer.parseInt(id.substring(6)) % 3, kind -> new TreeMap<>())
                .merge(said.split(" ")[0], 1, Integer::sum));
    assertThat(
            counts.values().stream()
                .map(of -> of.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow())
                .filter(most -> most.getValue() > 250 && !most.getKey().equals("-1"))
                .map(Map.Entry::getKey)
                .distinct())
        .hasSize(3);
  }

  @Test
  void classes_come_out_and_an_early_end_is_resumed() throws IOException {
    assertThat(run("once", "--keep-checkpoints")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("900 points: 3 classes").contains("neighbours are found");
    Map<String, String> once = rows("once");
    assertThree(once);

    delete(folder.resolve("once"));
    delete(folder.resolve("once-checkpoints/forest"));
    assertThat(run("once", "--keep-checkpoints")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("graph: loaded from a checkpoint");
    assertThat(rows("once")).isEqualTo(once);

    assertThat(run("once", "--seed", "7")).isEqualTo(2);
    assertThat(err.toString()).contains("once-checkpoints holds checkpoints of other settings");

    assertThat(run("again", "--parts", "3", "--probes", "-1")).isZero();
    assertThree(rows("again"));
    assertThat(folder.resolve("again-checkpoints")).doesNotExist();
  }

  @Test
  void two_columns_of_numbers_are_points() {
    assertThat(run("plane", "--features", "x,y")).as(err.toString()).isZero();
    assertThree(rows("plane"));
  }

  @Test
  void points_are_laid_out_by_landmarks_first() {
    int status = run("laid-out", "--landmarks", "300", "-D", "decipher.projector.type=umap");
    assertThat(status).as(err.toString()).isZero();
    assertThree(rows("laid-out"));
  }

  @Test
  void an_unknown_setting_is_told() {
    assertThat(run("none", "-D", "decipher.clusterer.min-cluster-sise=3")).isEqualTo(2);
    assertThat(err.toString()).contains("min-cluster-size").doesNotContain("\tat ");
    assertThat(run("none", "-D", "decipher.clusterer.metric=manhattan")).isEqualTo(2);
    assertThat(err.toString()).contains("metric is manhattan; on Spark expected euclidean");
  }

  private static void delete(Path path) throws IOException {
    try (var all = Files.walk(path)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }
}
