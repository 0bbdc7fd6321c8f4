// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.assign;

import io.decipher.api.DecipherException;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/**
 * How samples are assigned, as an executor is told.
 *
 * @param run the saved run
 * @param keep the share of samples like the run's own that are named a class, in (0, 1]
 * @param batch samples that are held in memory at a time, 1 or more
 * @param marks whether what cannot be assigned is marked in its row; else it ends the job
 */
public record Assignment(Broadcast<RunArchive> run, double keep, int batch, boolean marks)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Returns the run, loaded in this JVM. */
  LoadedRun loaded() {
    return LoadedRun.of(run.value());
  }

  /**
   * Refuses a sample, or returns what its row is to say of it.
   *
   * @throws DecipherException if that ends the job
   */
  String refuse(String sample, String problem) {
    if (!marks) {
      throw new DecipherException(
          sample + ": " + problem + " (bad rows can be marked instead: badRows = mark)");
    }
    return problem;
  }
}
