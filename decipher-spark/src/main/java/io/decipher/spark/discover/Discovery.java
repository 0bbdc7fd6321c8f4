// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.clustering.hdbscan.Hdbscan;
import io.decipher.clustering.hdbscan.HdbscanModel;
import io.decipher.spark.discover.GraphClustering.Graph;
import io.decipher.spark.discover.GraphClustering.Options;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Finds the classes in a table whose rows are points, with checkpoints.
 *
 * <p>Rows are numbered as they are read, and stored with their numbers first, so that recomputation
 * sees the same rows.
 */
public final class Discovery {
  private static final String ROWS = "rows";
  private static final String LAID_OUT = "layout";
  private static final String GRAPH = "graph";
  private static final String FOREST = "forest";
  private static final String ID = "decipher_id";
  private static final String ROW = "decipher_row";

  /** Spark puts the number of a row within its partition into the lower 33 bits. */
  private static final int WITHIN = 33;

  private final SparkSession spark;
  private final Hdbscan hdbscan;
  private final Options options;
  private final Consumer<String> progress;
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  /**
   * The result of a discovery.
   *
   * @param rows number of points
   * @param classes number of classes
   * @param noise number of points without a class
   * @param recall estimated fraction of true neighbours in the graph; empty if it is exact
   * @param seconds time by stage
   */
  public record Found(
      int rows, int classes, int noise, OptionalDouble recall, Map<String, Double> seconds) {}

  /**
   * Creates a discovery.
   *
   * @param progress receives one line per stage
   */
  public Discovery(
      SparkSession spark, Hdbscan hdbscan, Options options, Consumer<String> progress) {
    this.spark = spark;
    this.hdbscan = hdbscan;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Finds classes and writes each row with its class, confidence and outlier score.
   *
   * @param input the table
   * @param features expression for an array of numbers
   * @param layout the layout to compute first; empty to cluster the points as they are
   * @param folder folder of the checkpoints
   * @param settings everything that determines the outcome, as text
   * @param write receives the table of results
   */
  public Found run(
      Dataset<Row> input,
      Column features,
      Optional<Landmarks> layout,
      String folder,
      String settings,
      Consumer<Dataset<Row>> write) {
    requireNoResults(input);
    Checkpoints kept = Checkpoints.open(spark, folder, settings);
    Dataset<Row> stored = stored(kept, input);
    long[] offsets = offsets(stored);
    int n = count(offsets);
    Dataset<Row> rows = stored.withColumn(ROW, row(offsets));
    Column values = features.cast(DataTypes.createArrayType(DataTypes.FloatType));
    Dataset<Row> given = rows.select(functions.col(ROW), values.as("values"));
    Dataset<Row> points = layout.isPresent() ? laidOut(kept, layout.get(), given, n) : given;
    int d = dimensions(points);
    int m = hdbscan.minSamples(n);
    GraphClustering clustering = new GraphClustering(spark, options);
    stage(
        kept,
        GRAPH,
        () -> {
          Graph graph = clustering.graph(clustering.points(points, d), n, d, m);
          kept.writeGraph(graph.lists(), GRAPH);
          clustering.release();
        });
    boolean exact = clustering.isExact(d);
    Graph graph = new Graph(n, clustering.k(n, m), exact, kept.readGraph(GRAPH));
    OptionalDouble recall =
        exact ? OptionalDouble.empty() : OptionalDouble.of(recall(clustering, graph, points, d));
    double[] core = timed("core distances", () -> GraphClustering.core(graph, m));
    stage(kept, FOREST, () -> writeForest(kept, clustering.forest(graph, core)));
    HdbscanModel model =
        timed("classes", () -> GraphClustering.model(kept.readForest(FOREST, n), core, hdbscan));
    Labels labels = model.classes().labels();
    timed(
        "output",
        () -> {
          write.accept(labelled(rows.drop(ID), model));
          return labels;
        });
    int classes = (int) Arrays.stream(labels.sizes()).filter(size -> size > 0).count();
    return new Found(n, classes, labels.noise(), recall, seconds);
  }

  private static void requireNoResults(Dataset<Row> input) {
    for (String added : List.of(ID, ROW, "class", "confidence", "outlier_score")) {
      if (List.of(input.schema().fieldNames()).contains(added)) {
        throw new ConfigurationException(
            List.of("there is a column '" + added + "' already; rename or drop it"));
      }
    }
  }

  /** Returns the rows as stored, so that every reader sees the same numbers. */
  private Dataset<Row> stored(Checkpoints kept, Dataset<Row> input) {
    stage(
        kept,
        ROWS,
        () ->
            input
                .withColumn(ID, functions.monotonically_increasing_id())
                .write()
                .mode("overwrite")
                .parquet(kept.place(ROWS)));
    return spark.read().parquet(kept.place(ROWS));
  }

  private static int count(long[] offsets) {
    long count = offsets[offsets.length - 1];
    if (count < 2 || count > Integer.MAX_VALUE - 8) {
      throw new DecipherException(
          "there are " + count + " rows; expected 2 to " + (Integer.MAX_VALUE - 8));
    }
    return (int) count;
  }

  private Dataset<Row> laidOut(Checkpoints kept, Landmarks layout, Dataset<Row> points, int n) {
    stage(
        kept,
        LAID_OUT,
        () ->
            layout
                .place(points, n, dimensions(points), spark)
                .write()
                .mode("overwrite")
                .parquet(kept.place(LAID_OUT)));
    return spark.read().parquet(kept.place(LAID_OUT)).select(ROW, "values");
  }

  private double recall(GraphClustering clustering, Graph graph, Dataset<Row> points, int d) {
    double share = timed("recall", () -> clustering.recall(graph, clustering.points(points, d), d));
    progress.accept(String.format(Locale.ROOT, "%.4f of the neighbours are found", share));
    return share;
  }

  private void writeForest(Checkpoints kept, Rounds.Forest forest) {
    progress.accept(
        String.format(
            Locale.ROOT,
            "%,d edges, of which partitions kept %,d; %d rounds",
            forest.given,
            forest.kept,
            forest.rounds.size()));
    for (Rounds.Round round : forest.rounds) {
      progress.accept(
          String.format(
              Locale.ROOT,
              "  %,d components, %,d edges proposed, %,d came to the driver, %,d joined",
              round.components(),
              round.candidates(),
              round.chosen(),
              round.joined()));
    }
    kept.writeForest(forest.from, forest.to, forest.length, forest.count, FOREST);
  }

  /** Deletes the checkpoints of a folder. */
  public static void forget(SparkSession spark, String folder, String settings) {
    Checkpoints.open(spark, folder, settings).delete();
  }

  private void stage(Checkpoints kept, String name, Runnable work) {
    if (kept.has(name)) {
      progress.accept(name + ": loaded from a checkpoint");
      return;
    }
    timed(
        name,
        () -> {
          work.run();
          return name;
        });
  }

  private <T> T timed(String name, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    double took = (System.nanoTime() - start) / 1e9;
    seconds.put(name, took);
    progress.accept(String.format(Locale.ROOT, "%s: %.1f s", name, took));
    return result;
  }

  private static int dimensions(Dataset<Row> points) {
    Row first = points.select(functions.size(functions.col("values"))).first();
    if (first.getInt(0) < 1) {
      throw new DecipherException("row 0: has no values; expected an array of numbers");
    }
    return first.getInt(0);
  }

  /** Returns the number of rows before each partition, and in total. */
  private static long[] offsets(Dataset<Row> stored) {
    List<Row> counts =
        stored
            .groupBy(functions.shiftright(functions.col(ID), WITHIN).as("partition"))
            .count()
            .orderBy("partition")
            .collectAsList();
    int last = counts.isEmpty() ? -1 : (int) counts.get(counts.size() - 1).getLong(0);
    long[] offsets = new long[last + 2];
    for (Row row : counts) {
      offsets[(int) row.getLong(0) + 1] = row.getLong(1);
    }
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] += offsets[i - 1];
    }
    return offsets;
  }

  /** Returns the number of a row, from 0 to n - 1. */
  private static Column row(long[] offsets) {
    Column[] before = new Column[offsets.length];
    for (int i = 0; i < offsets.length; i++) {
      before[i] = functions.lit(offsets[i]);
    }
    Column id = functions.col(ID);
    return functions
        .element_at(
            functions.array(before),
            functions.shiftright(id, WITHIN).cast(DataTypes.IntegerType).plus(1))
        .plus(id.bitwiseAND((1L << WITHIN) - 1));
  }

  /** The results by row number. */
  private static final class RowResults implements Serializable {
    private static final long serialVersionUID = 1L;
    final int[] labels;
    final float[] confidence;
    final float[] outlier;

    RowResults(HdbscanModel model) {
      labels = model.classes().labels().toArray();
      confidence = values(model.classes().strengths());
      outlier = values(model.outlierScores());
    }

    private static float[] values(FloatMatrix column) {
      return column.toArray();
    }
  }

  private Dataset<Row> labelled(Dataset<Row> rows, HdbscanModel model) {
    Broadcast<RowResults> results =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(new RowResults(model));
    StructType schema =
        rows.schema()
            .add("class", DataTypes.IntegerType)
            .add("confidence", DataTypes.FloatType)
            .add("outlier_score", DataTypes.FloatType);
    int number = rows.schema().fieldIndex(ROW);
    return rows.map(
            (org.apache.spark.api.java.function.MapFunction<Row, Row>)
                row -> {
                  List<Object> values = new ArrayList<>();
                  for (int j = 0; j < row.length(); j++) {
                    values.add(row.get(j));
                  }
                  int at = (int) row.getLong(number);
                  values.add(results.value().labels[at]);
                  values.add(results.value().confidence[at]);
                  values.add(results.value().outlier[at]);
                  return RowFactory.create(values.toArray());
                },
            Encoders.row(schema))
        .drop(ROW);
  }
}
