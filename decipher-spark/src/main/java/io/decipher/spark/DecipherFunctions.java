// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import io.decipher.spark.assign.ArrayAssigner;
import io.decipher.spark.assign.Assignment;
import io.decipher.spark.assign.RunArchive;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Decipher's functions of SQL. */
public final class DecipherFunctions {
  /** The name of the function that assigns. */
  public static final String ASSIGN = "decipher_assign";

  private static final double KEEP = 0.99;

  private DecipherFunctions() {}

  /**
   * Registers {@code decipher_assign(features)}: the class, name, confidence and novelty, as a
   * struct, of an array of numbers; null for null. A bad array ends the query.
   *
   * <p>It looks at an array at a time, which takes several times as long as {@link
   * DecipherTransformer} takes for the same; the numbers are the same.
   *
   * @param run the directory of a run, in any file system that Hadoop knows
   */
  public static void register(SparkSession spark, String run) {
    RunArchive archive = RunArchive.read(run, spark.sparkContext().hadoopConfiguration());
    Assignment assignment =
        new Assignment(
            JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(archive),
            KEEP,
            1,
            false);
    spark.udf().register(ASSIGN, new ArrayAssigner(assignment), DecipherTransformer.added(false));
  }
}
