// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import io.decipher.spark.assign.ArrayAssigner;
import io.decipher.spark.assign.Assignment;
import io.decipher.spark.assign.RunArchive;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Decipher's SQL functions. */
public final class DecipherFunctions {
  /** The name of the assignment function. */
  public static final String ASSIGN = "decipher_assign";

  private static final double KEEP = 0.99;

  private DecipherFunctions() {}

  /**
   * Registers {@code decipher_assign(features)}: class, name, confidence and novelty as a struct,
   * for an array of numbers; null for null. An invalid array aborts the query.
   *
   * <p>Arrays are assigned one at a time, which takes several times as long as {@link
   * DecipherTransformer}; the results are the same.
   *
   * @param run the directory of a run, in any file system supported by Hadoop
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
