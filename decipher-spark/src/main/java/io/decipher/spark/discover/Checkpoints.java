// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Checkpoints of a discovery, in a folder of any file system supported by Hadoop: one Parquet table
 * per stage, complete once it contains Spark's {@code _SUCCESS}. Numbers are stored as
 * little-endian bytes, many per row.
 */
final class Checkpoints {
  private static final String SETTINGS = "settings.txt";
  private static final int CHUNK = 1 << 20;

  private static final StructType GRAPH =
      new StructType()
          .add("part", DataTypes.IntegerType, false)
          .add("k", DataTypes.IntegerType, false)
          .add("rows", DataTypes.BinaryType, false)
          .add("neighbours", DataTypes.BinaryType, false)
          .add("squared", DataTypes.BinaryType, false);

  private static final StructType FOREST =
      new StructType()
          .add("chunk", DataTypes.IntegerType, false)
          .add("from", DataTypes.BinaryType, false)
          .add("to", DataTypes.BinaryType, false)
          .add("length", DataTypes.BinaryType, false);

  private final SparkSession spark;
  private final Path folder;
  private final FileSystem files;

  private Checkpoints(SparkSession spark, Path folder, FileSystem files) {
    this.spark = spark;
    this.folder = folder;
    this.files = files;
  }

  /**
   * Opens a folder, creating it if necessary.
   *
   * @param settings everything that the stages depend on
   * @throws ConfigurationException if it contains checkpoints of other settings
   */
  static Checkpoints open(SparkSession spark, String folder, String settings) {
    Path path = new Path(folder);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try {
      FileSystem files = path.getFileSystem(hadoop);
      Path settingsFile = new Path(path, SETTINGS);
      if (files.exists(settingsFile)) {
        try (FSDataInputStream in = files.open(settingsFile)) {
          String kept = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          if (!kept.equals(settings)) {
            throw new ConfigurationException(
                List.of(
                    folder
                        + " holds checkpoints of other settings:\n"
                        + kept
                        + "expected:\n"
                        + settings
                        + "delete it, or name another folder by --checkpoints"));
          }
        }
      } else if (files.exists(path) && files.listStatus(path).length > 0) {
        throw new ConfigurationException(
            List.of(folder + " holds something other than checkpoints; name another folder"));
      } else {
        files.mkdirs(path);
        try (FSDataOutputStream out = files.create(settingsFile)) {
          out.write(settings.getBytes(StandardCharsets.UTF_8));
        }
      }
      return new Checkpoints(spark, path, files);
    } catch (IOException e) {
      throw new DecipherException(folder + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Returns the path of a stage. */
  String place(String stage) {
    return new Path(folder, stage).toString();
  }

  /** Returns whether a stage is complete. */
  boolean has(String stage) {
    try {
      return files.exists(new Path(new Path(folder, stage), "_SUCCESS"));
    } catch (IOException e) {
      throw new DecipherException(place(stage) + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Deletes the folder. */
  void delete() {
    try {
      files.delete(folder, true);
    } catch (IOException e) {
      throw new DecipherException(folder + " cannot be deleted: " + e.getMessage(), e);
    }
  }

  void writeGraph(JavaRDD<NeighbourBlock> graph, String stage) {
    JavaRDD<Row> rows =
        graph.mapPartitionsWithIndex(
            (part, blocks) -> {
              List<Row> some = new ArrayList<>();
              while (blocks.hasNext()) {
                NeighbourBlock block = blocks.next();
                some.add(
                    RowFactory.create(
                        part,
                        block.k,
                        bytes(block.rows, 0, block.rows.length),
                        bytes(block.neighbours, 0, block.neighbours.length),
                        bytes(block.squared, 0, block.squared.length)));
              }
              return some.iterator();
            },
            true);
    write(spark.createDataFrame(rows, GRAPH), stage);
  }

  /** Reads a graph; each part is a single row, in any partition. */
  JavaRDD<NeighbourBlock> readGraph(String stage) {
    return spark
        .read()
        .schema(GRAPH)
        .parquet(place(stage))
        .toJavaRDD()
        .map(
            row ->
                new NeighbourBlock(
                    ints(row.<byte[]>getAs(2)),
                    row.getInt(1),
                    ints(row.<byte[]>getAs(3)),
                    doubles(row.<byte[]>getAs(4))));
  }

  void writeForest(int[] from, int[] to, double[] length, int count, String stage) {
    List<Row> rows = new ArrayList<>();
    for (int start = 0, chunk = 0; start < count || chunk == 0; start += CHUNK, chunk++) {
      int end = Math.min(count, start + CHUNK);
      rows.add(
          RowFactory.create(
              chunk, bytes(from, start, end), bytes(to, start, end), bytes(length, start, end)));
    }
    JavaRDD<Row> spread =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(rows, Math.min(rows.size(), 64));
    write(spark.createDataFrame(spread, FOREST), stage);
  }

  /** Reads the edges of a forest, in the order in which they were written. */
  Rounds.Forest readForest(String stage, int n) {
    Rounds.Forest forest = new Rounds.Forest(n);
    Iterator<Row> rows =
        spark.read().schema(FOREST).parquet(place(stage)).orderBy("chunk").toLocalIterator();
    while (rows.hasNext()) {
      Row row = rows.next();
      int[] from = ints(row.<byte[]>getAs(1));
      System.arraycopy(from, 0, forest.from, forest.count, from.length);
      System.arraycopy(ints(row.<byte[]>getAs(2)), 0, forest.to, forest.count, from.length);
      System.arraycopy(doubles(row.<byte[]>getAs(3)), 0, forest.length, forest.count, from.length);
      forest.count += from.length;
    }
    return forest;
  }

  private void write(Dataset<Row> table, String stage) {
    table.write().mode("overwrite").parquet(place(stage));
  }

  private static byte[] bytes(int[] values, int from, int to) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.multiplyExact(to - from, 4)).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asIntBuffer().put(values, from, to - from);
    return buffer.array();
  }

  private static byte[] bytes(double[] values, int from, int to) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.multiplyExact(to - from, 8)).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asDoubleBuffer().put(values, from, to - from);
    return buffer.array();
  }

  private static int[] ints(byte[] bytes) {
    int[] values = new int[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
    return values;
  }

  private static double[] doubles(byte[] bytes) {
    double[] values = new double[bytes.length / 8];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }
}
