// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of Delta Lake, in the place of Parquet, give the same classes. */
class DeltaTest {
  @TempDir static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark =
        Sessions.start(
            "local[2]",
            Map.of(
                "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
                "spark.sql.catalog.spark_catalog",
                    "org.apache.spark.sql.delta.catalog.DeltaCatalog"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void discover_reads_and_writes_tables() {
    SplittableRandom random = new SplittableRandom(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      float x = (float) (random.nextGaussian() * 0.3 + 4 * (i % 3));
      rows.add(RowFactory.create("point-" + i, new Float[] {x, (float) random.nextGaussian()}));
    }
    write(rows, "points");

    assertThat(fromBoth("discover", "points", "-D", "decipher.clusterer.min-cluster-size=40"))
        .hasSize(600);
  }

  @Test
  void assign_reads_and_writes_tables() throws IOException {
    Path run = TinyRun.discover(folder);
    List<Row> rows = new ArrayList<>();
    byte[][] bars = TinyRun.bars();
    for (int i = 0; i < bars.length; i++) {
      float[] values = TinyRun.values(bars[i]);
      Float[] boxed = new Float[values.length];
      for (int j = 0; j < boxed.length; j++) {
        boxed[j] = values[j];
      }
      rows.add(RowFactory.create("bar-" + i, boxed));
    }
    write(rows, "bars-table");

    assertThat(fromBoth("assign", "bars-table", "-m", run.toString(), "--name-column", "id"))
        .hasSize(TinyRun.COUNT);
  }

  private static void write(List<Row> rows, String name) {
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("features", DataTypes.createArrayType(DataTypes.FloatType));
    var table = spark.createDataFrame(rows, schema).coalesce(1);
    table.write().parquet(path("parquet", name));
    table.write().format("delta").save(path("delta", name));
  }

  /** Returns the class of each row, which is the same from both formats. */
  private static List<String> fromBoth(String command, String table, String... more) {
    List<String> parquet = from("parquet", command, table, more);
    List<String> delta = from("delta", command, table, more);
    assertThat(delta).isEqualTo(parquet);
    assertThat(folder.resolve("delta").resolve(command).resolve("_delta_log"))
        .matches(Files::isDirectory);
    return delta;
  }

  private static List<String> from(String format, String command, String table, String... more) {
    StringWriter err = new StringWriter();
    List<String> all =
        new ArrayList<>(
            List.of(
                command,
                "--format",
                format,
                "--input",
                path(format, table),
                "--output",
                path(format, command)));
    all.addAll(List.of(more));
    int status =
        DecipherSpark.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            all.toArray(String[]::new));
    assertThat(status).as(err.toString()).isZero();
    return spark
        .read()
        .format(format)
        .load(path(format, command))
        .select("id", "class", "confidence")
        .orderBy("id")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }

  private static String path(String format, String name) {
    return folder.resolve(format).resolve(name).toString();
  }
}
