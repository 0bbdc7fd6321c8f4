// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Assigns each row of a table, or each sample of files, to a class of a saved run. */
@Command(
    name = "assign",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Assigns each row of a table, or each sample in files, to a class of a saved run.")
final class AssignCommand implements Callable<Integer> {
  private static final String FILES = "binaryFile";

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "RUN",
      description = "The directory that `decipher discover` or `decipher cluster` wrote.")
  private String run;

  @Option(
      names = {"-i", "--input"},
      required = true,
      paramLabel = "PATH",
      description = "What to assign, in any file system that Spark supports.")
  private List<String> input;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "PATH",
      description = "Where to write; must not exist yet, unless --mode says otherwise.")
  private String output;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "parquet",
      description =
          "Format of the input: parquet, delta (with its package), orc, json, … or binaryFile for"
              + " images, recordings and other files (default: ${DEFAULT-VALUE}).")
  private String format;

  @Option(
      names = "--output-format",
      paramLabel = "NAME",
      description = "Format of the output (default: the input's; parquet for files).")
  private @Nullable String outputFormat;

  @Option(
      names = "--mode",
      paramLabel = "NAME",
      defaultValue = "error",
      description =
          "What to do if there is output already: error, overwrite or append (default:"
              + " ${DEFAULT-VALUE}).")
  private String mode;

  @Option(
      names = "--features",
      paramLabel = "COLUMN",
      split = ",",
      defaultValue = "features",
      description =
          "The column with a sample's values, an array or a vector; or several columns of"
              + " numbers, separated by commas (default: ${DEFAULT-VALUE}).")
  private List<String> features;

  @Option(
      names = "--name-column",
      paramLabel = "COLUMN",
      description = "The column by which messages name a row.")
  private @Nullable String name;

  @Option(
      names = "--keep",
      paramLabel = "SHARE",
      defaultValue = "0.99",
      description =
          "The share of samples like the run's own that are assigned a class (default:"
              + " ${DEFAULT-VALUE}).")
  private double keep;

  @Option(
      names = "--bad-rows",
      paramLabel = "WHAT",
      defaultValue = "fail",
      description =
          "How to treat rows that cannot be assigned: fail, or mark, which keeps them without a"
              + " class and states the reason (default: ${DEFAULT-VALUE}).")
  private String badRows;

  @Spec private CommandSpec spec;

  AssignCommand() {}

  @Override
  public Integer call() throws Exception {
    return DecipherSpark.withSession("decipher assign", this::assign);
  }

  private int assign(SparkSession spark) {
    boolean files = format.equalsIgnoreCase(FILES);
    DecipherTransformer transformer =
        new DecipherTransformer()
            .setRun(run)
            .setKeep(keep)
            .setBadRows(badRows.toLowerCase(Locale.ROOT))
            .setFiles(files);
    if (name != null) {
      transformer.setNameCol(name);
    }
    Dataset<Row> rows =
        (files ? spark.read().option("recursiveFileLookup", "true") : spark.read())
            .format(format)
            .load(input.toArray(String[]::new));
    String joined = "decipher_features";
    if (features.size() > 1) {
      rows =
          rows.withColumn(
              joined,
              functions.array(
                  features.stream()
                      .map(column -> functions.col(column).cast("float"))
                      .toArray(org.apache.spark.sql.Column[]::new)));
      transformer.setFeaturesCol(joined);
    } else {
      transformer.setFeaturesCol(features.get(0));
    }
    String written = outputFormat != null ? outputFormat : files ? "parquet" : format;
    transformer.transform(rows).drop(joined).write().format(written).mode(mode).save(output);
    Dataset<Row> found =
        spark.read().format(written).load(output).groupBy("class").count().orderBy("class");
    for (Row row : found.collectAsList()) {
      String which =
          row.isNullAt(0)
              ? "could not be assigned"
              : row.getInt(0) < 0 ? "like none of the classes" : "class " + row.getInt(0);
      spec.commandLine()
          .getOut()
          .println(String.format(Locale.ROOT, "%,12d  %s", row.getLong(1), which));
    }
    spec.commandLine().getOut().println("written to " + output);
    return 0;
  }
}
