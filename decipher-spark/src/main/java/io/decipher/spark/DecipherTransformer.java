// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import io.decipher.api.ConfigurationException;
import io.decipher.spark.assign.Assignment;
import io.decipher.spark.assign.FileAssigner;
import io.decipher.spark.assign.RowAssigner;
import io.decipher.spark.assign.RunArchive;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Assigns each row of a data frame to a class of a saved Decipher run. Results are identical to the
 * byte to `decipher assign` on one machine, regardless of partitioning and order, on processors of
 * the same kind and with the engine's default of two threads, which is used unless OMP_NUM_THREADS
 * is set.
 *
 * <p>Added columns: {@code class} (int; -1 if the row resembles no class), {@code name} (string;
 * null for an unnamed class), {@code confidence} (float, in [0, 1]; 0 for noise) and {@code
 * novelty} (float: the fraction of the run's own samples that are less novel; null if the run
 * cannot tell). With {@link #setBadRows badRows = mark} a fifth, {@code problem} (string): why a
 * row could not be assigned; null if it could.
 *
 * <p>Each executor loads the run once. The run's model is sent to executors with the job, so they
 * need no access to its directory. A saved transformer stores the run's directory and digest;
 * whoever loads it needs that directory unchanged.
 */
public final class DecipherTransformer extends Transformer implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private static final String FAIL = "fail";
  private static final String MARK = "mark";
  private static final String VALUES = "decipher_values";

  private final String uid;
  private final Param<String> run;
  private final Param<String> runDigest;
  private final Param<String> featuresCol;
  private final Param<String> nameCol;
  private final Param<String> badRows;
  private final BooleanParam files;
  private final DoubleParam keep;
  private final IntParam batchSize;

  private transient @Nullable RunArchive archive;
  private transient @Nullable Broadcast<RunArchive> sent;
  private transient @Nullable SparkSession sentBy;

  /** Creates a transformer with a new identifier. */
  public DecipherTransformer() {
    this(Identifiable$.MODULE$.randomUID("decipher"));
  }

  /** Creates a transformer with a given identifier, as {@link #copy} and readers do. */
  public DecipherTransformer(String uid) {
    this.uid = uid;
    run =
        new Param<>(
            uid, "run", "the directory of the run, in any file system that Hadoop supports");
    runDigest = new Param<>(uid, "runDigest", "the digest of the run when this was saved");
    featuresCol =
        new Param<>(uid, "featuresCol", "the column with a sample's values: an array or a vector");
    nameCol = new Param<>(uid, "nameCol", "the column by which messages name a row");
    badRows = new Param<>(uid, "badRows", "how to treat rows that cannot be assigned: fail, mark");
    files =
        new BooleanParam(uid, "files", "whether rows are files, as in Spark's format binaryFile");
    keep =
        new DoubleParam(
            uid,
            "keep",
            "the share of samples like the run's own that are assigned a class, (0, 1]");
    batchSize = new IntParam(uid, "batchSize", "number of samples that a task holds at a time");
    setDefault(featuresCol, "features");
    setDefault(badRows, FAIL);
    setDefault(files, false);
    setDefault(keep, 0.99);
    setDefault(batchSize, 512);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The directory of the run. */
  public Param<String> run() {
    return run;
  }

  /** SHA-256 of the run; set when the run is first read. */
  public Param<String> runDigest() {
    return runDigest;
  }

  /** The column with a sample's values. */
  public Param<String> featuresCol() {
    return featuresCol;
  }

  /** The column that identifies rows in messages. */
  public Param<String> nameCol() {
    return nameCol;
  }

  /** How to handle rows that cannot be assigned. */
  public Param<String> badRows() {
    return badRows;
  }

  /** Whether rows are files. */
  public BooleanParam files() {
    return files;
  }

  /** The fraction of samples resembling the run's own that are assigned a class. */
  public DoubleParam keep() {
    return keep;
  }

  /** Number of samples that a task processes at a time. */
  public IntParam batchSize() {
    return batchSize;
  }

  /**
   * Sets the run, a directory written by `decipher discover` or `decipher cluster`.
   *
   * @throws ConfigurationException by {@link #transform}, if there is no run
   */
  public DecipherTransformer setRun(String directory) {
    archive = null;
    clear(runDigest);
    set(run, directory);
    return this;
  }

  /**
   * Sets the column with a sample's values, an array of numbers or a vector; {@code features} by
   * default.
   */
  public DecipherTransformer setFeaturesCol(String column) {
    set(featuresCol, column);
    return this;
  }

  /** Sets the column that identifies rows in messages. */
  public DecipherTransformer setNameCol(String column) {
    set(nameCol, column);
    return this;
  }

  /**
   * Sets how to handle rows that cannot be assigned: {@code fail} aborts the job, naming the first;
   * {@code mark} keeps them without a class, with the reason in the column {@code problem}.
   */
  public DecipherTransformer setBadRows(String what) {
    set(badRows, what);
    return this;
  }

  /**
   * Sets whether rows are files, with columns {@code path} and {@code content}, as in Spark's
   * format {@code binaryFile}. A file may contain several samples, so the output has one row per
   * sample, with {@code path}, {@code sample} (int, from 0) and {@code sample_name}.
   */
  public DecipherTransformer setFiles(boolean whether) {
    set(files, whether);
    return this;
  }

  /**
   * Sets the fraction of samples resembling the run's own that are assigned a class, in (0, 1];
   * 0.99 by default.
   */
  public DecipherTransformer setKeep(double share) {
    set(keep, share);
    return this;
  }

  /** Sets the number of samples that a task processes at a time, 1 or more; 512 by default. */
  public DecipherTransformer setBatchSize(int samples) {
    set(batchSize, samples);
    return this;
  }

  /**
   * Returns a reader of saved transformers; called by Spark.
   *
   * @return a reader
   */
  public static MLReader<DecipherTransformer> read() {
    return new DefaultParamsReader<>();
  }

  /** Loads a transformer saved by {@link #save}. */
  public static DecipherTransformer load(String path) {
    return read().load(path);
  }

  @Override
  public DecipherTransformer copy(ParamMap extra) {
    return (DecipherTransformer) defaultCopy(extra);
  }

  /** Saves the transformer with the digest of its run. */
  @Override
  public void save(String path) throws java.io.IOException {
    if (isDefined(run)) {
      archive(SparkSession.active());
    }
    DefaultParamsWritable.super.save(path);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    StructType schema = transformSchema(rows.schema());
    SparkSession spark = rows.sparkSession();
    Assignment assignment =
        new Assignment(
            broadcast(spark),
            (double) getOrDefault(keep),
            (int) getOrDefault(batchSize),
            getOrDefault(badRows).equals(MARK));
    if ((boolean) getOrDefault(files)) {
      Dataset<Row> paths = rows.select(functions.col("path"), functions.col("content"));
      return paths.mapPartitions(new FileAssigner(assignment), Encoders.row(schema));
    }
    Dataset<Row> valued = rows.toDF().withColumn(VALUES, values(rows.schema()));
    int name = isDefined(nameCol) ? rows.schema().fieldIndex(getOrDefault(nameCol)) : -1;
    return valued.mapPartitions(new RowAssigner(assignment, name), Encoders.row(schema));
  }

  private Column values(StructType schema) {
    String column = getOrDefault(featuresCol);
    DataType type = schema.apply(column).dataType();
    Column values = functions.col("`" + column.replace("`", "``") + "`");
    return type.equals(SQLDataTypes.VectorType())
        ? org.apache.spark.ml.functions.vector_to_array(values, "float32")
        : values.cast(DataTypes.createArrayType(DataTypes.FloatType));
  }

  /** Returns the run for executors, broadcast once per session. */
  private synchronized Broadcast<RunArchive> broadcast(SparkSession spark) {
    Broadcast<RunArchive> known = sent;
    if (known == null || !spark.equals(sentBy) || !known.value().equals(archive(spark))) {
      known =
          org.apache.spark.api.java.JavaSparkContext.fromSparkContext(spark.sparkContext())
              .broadcast(archive(spark));
      sent = known;
      sentBy = spark;
    }
    return known;
  }

  private synchronized RunArchive archive(SparkSession spark) {
    if (archive == null) {
      if (!isDefined(run)) {
        throw new ConfigurationException(
            List.of("no run is set: setRun(directory that `decipher discover` wrote)"));
      }
      String directory = getOrDefault(run);
      RunArchive read = RunArchive.read(directory, spark.sparkContext().hadoopConfiguration());
      if (isDefined(runDigest) && !getOrDefault(runDigest).equals(read.digest())) {
        throw new ConfigurationException(
            List.of(
                directory
                    + " is not the run that this transformer was saved with: its digest is "
                    + read.digest()
                    + ", expected "
                    + getOrDefault(runDigest)
                    + "; restore that run, or set the run again with setRun"));
      }
      set(runDigest, read.digest());
      archive = read;
    }
    return archive;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    List<String> problems = new ArrayList<>();
    double share = (double) getOrDefault(keep);
    if (!(share > 0 && share <= 1)) {
      problems.add("keep must be in (0, 1], e.g. 0.99, but was " + share);
    }
    if ((int) getOrDefault(batchSize) < 1) {
      problems.add("batchSize must be 1 or more, but was " + getOrDefault(batchSize));
    }
    String bad = getOrDefault(badRows).toLowerCase(Locale.ROOT);
    if (!bad.equals(FAIL) && !bad.equals(MARK)) {
      problems.add("badRows is '" + bad + "'; expected '" + FAIL + "' or '" + MARK + "'");
    }
    boolean ofFiles = (boolean) getOrDefault(files);
    if (ofFiles) {
      require(schema, "path", problems);
      require(schema, "content", problems);
    } else {
      require(schema, getOrDefault(featuresCol), problems);
      if (isDefined(nameCol)) {
        require(schema, getOrDefault(nameCol), problems);
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    StructType result =
        ofFiles
            ? new StructType()
                .add("path", DataTypes.StringType, false)
                .add("sample", DataTypes.IntegerType)
                .add("sample_name", DataTypes.StringType)
            : schema;
    for (StructField field : added(bad.equals(MARK)).fields()) {
      if (List.of(result.fieldNames()).contains(field.name())) {
        throw new ConfigurationException(
            List.of(
                "there is a column '"
                    + field.name()
                    + "' already, which this transformer adds; rename or drop it"));
      }
      result = result.add(field);
    }
    return result;
  }

  private static void require(StructType schema, String column, List<String> problems) {
    if (!List.of(schema.fieldNames()).contains(column)) {
      problems.add(
          "there is no column '"
              + column
              + "'; there are: "
              + String.join(", ", schema.fieldNames()));
    }
  }

  /** Returns the columns that an assignment adds. */
  static StructType added(boolean marks) {
    StructType added =
        new StructType()
            .add("class", DataTypes.IntegerType)
            .add("name", DataTypes.StringType)
            .add("confidence", DataTypes.FloatType)
            .add("novelty", DataTypes.FloatType);
    return marks ? added.add("problem", DataTypes.StringType) : added;
  }

  @Override
  public String toString() {
    return "DecipherTransformer(" + (isDefined(run) ? getOrDefault(run) : "no run") + ")";
  }
}
