// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Sessions for tests. */
public final class Sessions {
  private Sessions() {}

  /** Starts a session that no one reaches from outside. */
  public static SparkSession start(String master, Map<String, String> settings) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(master)
            .appName("decipher-spark tests")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "4");
    settings.forEach(builder::config);
    return builder.getOrCreate();
  }
}
