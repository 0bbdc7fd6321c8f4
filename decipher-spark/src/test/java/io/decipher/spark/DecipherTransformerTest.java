// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.ConfigurationException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.runtime.Recognition;
import io.decipher.runtime.Recognition.Recognized;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Assigning on Spark gives what assigning on one machine gives. */
class DecipherTransformerTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("features", DataTypes.createArrayType(DataTypes.DoubleType));

  @TempDir static Path folder;

  private static SparkSession spark;
  private static Path run;
  private static byte[][] bars;

  /** What one machine says, by name: class, confidence and novelty. */
  private static Map<String, String> expected;

  @BeforeAll
  static void discover() throws IOException {
    run = TinyRun.discover(folder);
    bars = TinyRun.bars();
    float[][] values = new float[bars.length + 1][];
    for (int i = 0; i < bars.length; i++) {
      values[i] = TinyRun.values(bars[i]);
    }
    values[bars.length] = strange();
    try (Recognition recognition = Recognition.load(run, Plugins.discover())) {
      Samples samples = Samples.of(FloatMatrix.ofRows(values), recognition.type());
      Recognized all = recognition.recognize(samples, 0.99, RunContext.seeded(0));
      expected = new TreeMap<>();
      for (int i = 0; i < values.length; i++) {
        expected.put(
            name(i),
            said(
                all.found().labels().get(i),
                all.found().strengths().get(i, 0),
                1 - all.familiarity().orElseThrow().get(i, 0)));
      }
    }
    spark = Sessions.start("local[2]", Map.of());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static String name(int i) {
    return String.format("bar-%03d", i);
  }

  private static String said(int label, float confidence, float novelty) {
    return label
        + " "
        + Integer.toHexString(Float.floatToRawIntBits(confidence))
        + " "
        + Integer.toHexString(Float.floatToRawIntBits(novelty));
  }

  private static String said(Row row, int first) {
    return said(row.getInt(first), row.getFloat(first + 2), row.getFloat(first + 3));
  }

  /** White all over, which no bar is. */
  private static float[] strange() {
    float[] values = new float[TinyRun.SIDE * TinyRun.SIDE];
    java.util.Arrays.fill(values, 1);
    return values;
  }

  private static Row row(String name, float[] values) {
    Double[] boxed = new Double[values.length];
    for (int j = 0; j < values.length; j++) {
      boxed[j] = (double) values[j];
    }
    return RowFactory.create(name, boxed);
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < bars.length; i++) {
      rows.add(row(name(i), TinyRun.values(bars[i])));
    }
    rows.add(row(name(bars.length), strange()));
    return rows;
  }

  private static Dataset<Row> frame(List<Row> rows) {
    return spark.createDataFrame(rows, SCHEMA);
  }

  private static DecipherTransformer transformer() {
    return new DecipherTransformer().setRun(run.toString()).setNameCol("id");
  }

  private static Map<String, String> by(Dataset<Row> assigned) {
    Map<String, String> found = new TreeMap<>();
    int first = assigned.schema().fieldIndex("class");
    for (Row row : assigned.collectAsList()) {
      found.put(row.getString(0), said(row, first));
    }
    return found;
  }

  @Test
  void the_classes_of_the_run_tell_the_bars_apart() {
    assertThat(expected.values().stream().map(said -> said.split(" ")[0]).distinct())
        .hasSizeGreaterThan(1);
    assertThat(expected.get(name(bars.length))).startsWith("-1 ");
  }

  @ParameterizedTest
  @CsvSource({"1,0,512", "2,1,512", "3,2,5", "7,3,1", "60,4,16", "4,5,17"})
  void any_partitioning_order_and_batch_gives_the_same_bytes(
      int partitions, long order, int batch) {
    List<Row> rows = rows();
    if (order > 0) {
      Collections.shuffle(rows, new Random(order));
    }
    Dataset<Row> frame = frame(rows).repartition(partitions);
    assertThat(by(transformer().setBatchSize(batch).transform(frame))).isEqualTo(expected);
  }

  @Test
  void the_function_of_sql_gives_the_same_bytes() {
    DecipherFunctions.register(spark, run.toString());
    frame(rows()).createOrReplaceTempView("bars");
    Dataset<Row> assigned =
        spark.sql("select id, a.* from (select id, decipher_assign(features) as a from bars)");
    assertThat(by(assigned)).isEqualTo(expected);
    assertThat(spark.sql("select decipher_assign(null) as a").first().isNullAt(0)).isTrue();
  }

  @Test
  void a_pipeline_is_saved_and_loaded() throws IOException {
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {transformer().setKeep(1)});
    PipelineModel model = pipeline.fit(frame(rows()));
    String path = folder.resolve("pipeline").toString();
    model.write().overwrite().save(path);
    DecipherTransformer loaded = (DecipherTransformer) PipelineModel.load(path).stages()[0];
    assertThat(loaded.getOrDefault(loaded.keep())).isEqualTo(1.0);
    assertThat(loaded.uid()).isEqualTo(model.stages()[0].uid());
    assertThat(by(loaded.copy(new org.apache.spark.ml.param.ParamMap()).transform(frame(rows()))))
        .isEqualTo(by(model.transform(frame(rows()))))
        .isNotEqualTo(expected);
  }

  @Test
  void what_is_loaded_refuses_a_run_that_has_changed() throws IOException {
    Path copy = folder.resolve("copy");
    try (var files = Files.walk(run.resolve("model"))) {
      for (Path file : files.toList()) {
        Path to = copy.resolve(run.relativize(file));
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
    String path = folder.resolve("saved").toString();
    new DecipherTransformer().setRun(copy.toString()).save(path);
    DecipherTransformer same = DecipherTransformer.load(path);
    assertThat(by(same.transform(frame(rows())))).isEqualTo(expected);
    Files.writeString(copy.resolve("model/more"), "more");
    DecipherTransformer other = DecipherTransformer.load(path);
    assertThatThrownBy(() -> other.transform(frame(rows())))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("is not the run that this transformer was saved with");
  }

  @Test
  void a_bad_row_fails_by_its_name_or_is_marked() {
    List<Row> rows = rows();
    float[] dark = TinyRun.values(bars[5]);
    dark[7] = -3;
    rows.set(5, row(name(5), dark));
    rows.set(9, row(name(9), new float[10]));
    rows.set(11, RowFactory.create(name(11), null));
    Dataset<Row> frame = frame(rows).repartition(3);
    assertThatThrownBy(() -> transformer().transform(frame).count())
        .satisfies(
            e ->
                assertThat(DecipherSpark.unwrapped((Exception) e))
                    .message()
                    .matches("(?s)row 'bar-0(05|09|11)': has .*; expected .*"));
    Dataset<Row> marked = transformer().setBadRows("mark").transform(frame);
    Map<String, String> problems = new TreeMap<>();
    Map<String, String> good = new TreeMap<>();
    for (Row row : marked.collectAsList()) {
      if (row.isNullAt(6)) {
        good.put(row.getString(0), said(row, 2));
      } else {
        assertThat(row.isNullAt(2)).isTrue();
        problems.put(row.getString(0), row.getString(6));
      }
    }
    assertThat(problems)
        .containsOnlyKeys(name(5), name(9), name(11))
        .containsEntry(
            name(5),
            "has the value -3.0 at 7; expected lightness in [0, 1]: divide by the greatest"
                + " possible value");
    Map<String, String> others = new TreeMap<>(expected);
    others.keySet().removeAll(problems.keySet());
    assertThat(good).isEqualTo(others);
  }

  @Test
  void images_in_files_are_assigned_as_on_one_machine() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      files.add(images.resolve("bar " + i + ".png"));
      TinyRun.png(bars[i], files.get(i));
    }
    Map<String, String> local = new TreeMap<>();
    try (Recognition recognition = Recognition.load(run, Plugins.discover())) {
      var read = recognition.read(files, RunContext.seeded(0));
      Recognized all = recognition.recognize(read.samples(), 0.99, RunContext.seeded(0));
      for (int i = 0; i < files.size(); i++) {
        local.put(
            files.get(i).getFileName().toString(),
            said(
                all.found().labels().get(i),
                all.found().strengths().get(i, 0),
                1 - all.familiarity().orElseThrow().get(i, 0)));
      }
    }
    DecipherTransformer transformer =
        new DecipherTransformer().setRun(run.toString()).setFiles(true).setBatchSize(3);
    for (int partitions : new int[] {1, 4}) {
      Dataset<Row> frame =
          spark.read().format("binaryFile").load(images.toString()).repartition(partitions);
      Map<String, String> found = new TreeMap<>();
      for (Row row : transformer.transform(frame).collectAsList()) {
        assertThat(row.getInt(1)).isZero();
        found.put(row.getString(0).replaceAll(".*/", ""), said(row, 3));
      }
      assertThat(found).isEqualTo(local);
    }
    Files.writeString(images.resolve("broken.png"), "no picture");
    Dataset<Row> broken = spark.read().format("binaryFile").load(images.toString());
    assertThatThrownBy(() -> transformer.transform(broken).count())
        .satisfies(
            e ->
                assertThat(DecipherSpark.unwrapped((Exception) e))
                    .message()
                    .contains("broken.png: "));
    List<Row> marked =
        transformer
            .setBadRows("mark")
            .transform(broken)
            .filter("problem is not null")
            .collectAsList();
    assertThat(marked).hasSize(1);
    assertThat(marked.get(0).getString(0)).endsWith("broken.png");
  }

  @Test
  void the_command_reads_and_writes_parquet() {
    String input = folder.resolve("in.parquet").toString();
    String output = folder.resolve("out.parquet").toString();
    frame(rows()).repartition(3).write().parquet(input);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] command = {
      "assign", "-m", run.toString(), "--input", input, "--output", output, "--name-column", "id"
    };
    int status = DecipherSpark.run(new PrintWriter(out), new PrintWriter(err), command);
    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString()).contains("class 0").contains("written to " + output);
    assertThat(by(spark.read().parquet(output))).isEqualTo(expected);
    command[2] = folder.resolve("nowhere").toString();
    assertThat(DecipherSpark.run(new PrintWriter(out), new PrintWriter(err), command)).isEqualTo(2);
    assertThat(err.toString()).contains("nowhere holds no folder 'model'").doesNotContain("\tat ");
  }

  @Test
  void what_is_wrong_with_the_settings_is_told_at_once() {
    assertThatThrownBy(
            () ->
                transformer()
                    .setFeaturesCol("feature")
                    .setKeep(0)
                    .transformSchema(frame(rows()).schema()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("there is no column 'feature'; there are: id, features")
        .hasMessageContaining("keep must be in (0, 1]");
  }
}
