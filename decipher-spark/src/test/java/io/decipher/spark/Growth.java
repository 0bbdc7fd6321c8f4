// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.hdbscan.Hdbscan;
import io.decipher.clustering.hdbscan.HdbscanModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Measures `discover` on n x 2 points: seconds and shuffled bytes by stage, and the memory of each
 * process. `Growth spark MASTER N FOLDER`, or `Growth local N` for one machine's engine. With
 * {@code -Ddecipher.kills=SECONDS} an executor is killed every so many seconds; the digest of the
 * results, which does not depend on the order of rows, must be that of an undisturbed run.
 */
final class Growth {
  private static final int CENTRES = 30;
  private static final int SIZE = 200;

  private Growth() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments[0].equals("local")) {
      local(Integer.parseInt(arguments[1]));
    } else {
      spark(arguments[1], Integer.parseInt(arguments[2]), Path.of(arguments[3]), arguments);
    }
  }

  /** Returns x and y of each of n points: of centres in a grid, and one in ten anywhere. */
  private static Dataset<Row> points(SparkSession spark, int n, int partitions) {
    var centre = functions.pmod(functions.hash(functions.col("id")), functions.lit(CENTRES));
    var noise = functions.rand(3).lt(0.1);
    var x = centre.mod(6).cast("double").plus(functions.randn(1).multiply(0.12));
    var y =
        functions.floor(centre.divide(6)).cast("double").plus(functions.randn(2).multiply(0.12));
    return spark
        .range(0, n, 1, partitions)
        .withColumn(
            "x", functions.when(noise, functions.rand(4).multiply(6)).otherwise(x).cast("float"))
        .withColumn(
            "y", functions.when(noise, functions.rand(5).multiply(5)).otherwise(y).cast("float"));
  }

  private static void spark(String master, int n, Path folder, String[] arguments) {
    Map<String, long[]> shuffled = new ConcurrentSkipListMap<>();
    String[] stage = {""};
    SparkSession spark =
        Sessions.start(
            master,
            Map.of(
                "spark.driver.maxResultSize", "0",
                "spark.executor.extraJavaOptions", System.getProperty("opens", ""),
                "spark.local.dir", folder.resolve("local").toString()));
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onStageCompleted(SparkListenerStageCompleted done) {
                var metrics = done.stageInfo().taskMetrics();
                long[] sums = shuffled.computeIfAbsent(stage[0], missing -> new long[3]);
                sums[0] += metrics.shuffleWriteMetrics().bytesWritten();
                sums[1] += metrics.resultSize();
                sums[2] += metrics.executorRunTime();
              }
            });
    String input = folder.resolve("points-" + n).toString();
    if (!Files.exists(Path.of(input))) {
      points(spark, n, 8).drop("id").write().parquet(input);
    }
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    long start = System.nanoTime();
    List<String> command =
        new ArrayList<>(
            List.of(
                "discover",
                "--input",
                input,
                "--features",
                "x,y",
                "--output",
                folder.resolve("found-" + n).toString(),
                "--mode",
                "overwrite",
                "-D",
                "decipher.clusterer.min-cluster-size=" + Math.max(SIZE, n / 500),
                "-D",
                "decipher.clusterer.min-samples=10"));
    command.addAll(List.of(arguments).subList(4, arguments.length));
    Thread killer = new Thread(Growth::killExecutors);
    killer.setDaemon(true);
    killer.start();
    int status = DecipherSpark.run(out, out, command.toArray(String[]::new));
    killer.interrupt();
    System.out.printf(
        Locale.ROOT,
        "%s, %,d x 2: status %d, %.1f s in all%n",
        master,
        n,
        status,
        (System.nanoTime() - start) / 1e9);
    shuffled.forEach(
        (name, sums) ->
            System.out.printf(
                Locale.ROOT,
                "shuffled %,d bytes, to the driver %,d bytes, %.1f s of tasks%n",
                sums[0],
                sums[1],
                sums[2] / 1e3));
    memory();
    if (status == 0) {
      System.out.println("digest " + digest(spark, folder.resolve("found-" + n).toString()));
    }
    spark.stop();
  }

  private static String digest(SparkSession spark, String path) {
    Dataset<Row> table = spark.read().parquet(path);
    return table
        .select(functions.xxhash64(functions.col("*")).cast("decimal(38,0)").as("hash"))
        .agg(functions.sum("hash"))
        .first()
        .get(0)
        .toString();
  }

  private static void killExecutors() {
    int seconds = Integer.getInteger("decipher.kills", 0);
    SplittableRandom random = new SplittableRandom(7);
    int killed = 0;
    try {
      while (seconds > 0) {
        Thread.sleep(1000L * seconds);
        List<ProcessHandle> executors = ProcessHandle.current().descendants().toList();
        if (!executors.isEmpty()) {
          executors.get(random.nextInt(executors.size())).destroyForcibly();
          System.out.println("killed " + ++killed);
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** Prints the most memory that each Java process of this run has had resident. */
  private static void memory() {
    Map<String, String> peaks = new TreeMap<>();
    ProcessHandle self = ProcessHandle.current();
    List<ProcessHandle> all = new ArrayList<>(self.descendants().toList());
    all.add(self);
    for (ProcessHandle process : all) {
      try {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
          if (line.startsWith("VmHWM")) {
            peaks.put(
                process.pid() + (process.equals(self) ? " driver" : " executor"),
                line.replaceAll("\\s+", " "));
          }
        }
      } catch (IOException gone) {
        peaks.put(process.pid() + "", "ended");
      }
    }
    peaks.forEach((process, peak) -> System.out.println(process + ": " + peak));
  }

  private static void local(int n) throws IOException {
    SparkSession spark = Sessions.start("local[2]", Map.of());
    float[] values = new float[2 * n];
    int at = 0;
    var rows = points(spark, n, 8).toLocalIterator();
    while (rows.hasNext()) {
      Row row = rows.next();
      values[at++] = row.getFloat(1);
      values[at++] = row.getFloat(2);
    }
    spark.stop();
    long start = System.nanoTime();
    HdbscanModel model =
        new Hdbscan(Math.max(SIZE, n / 500), 10)
            .fit(FloatMatrix.wrap(n, 2, values), RunContext.seeded(1));
    System.out.printf(
        Locale.ROOT,
        "local, %,d x 2: %s, %.1f s, noise %.1f %%%n",
        n,
        model.classes().labels(),
        (System.nanoTime() - start) / 1e9,
        100.0 * model.classes().labels().noise() / n);
    memory();
  }
}
