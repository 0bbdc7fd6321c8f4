// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.assign;

import io.decipher.api.DecipherException;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/**
 * Settings of an assignment, as sent to executors.
 *
 * @param run the saved run
 * @param keep the fraction of samples resembling the run's own that are assigned a class, in (0, 1]
 * @param batch number of samples held in memory at a time, 1 or more
 * @param marks whether samples that cannot be assigned are marked in their rows; otherwise they
 *     abort the job
 */
public record Assignment(Broadcast<RunArchive> run, double keep, int batch, boolean marks)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Returns the run, loaded in this JVM. */
  LoadedRun loaded() {
    return LoadedRun.of(run.value());
  }

  /**
   * Rejects a sample, or returns the problem for its row.
   *
   * @throws DecipherException if the sample aborts the job
   */
  String refuse(String sample, String problem) {
    if (!marks) {
      throw new DecipherException(
          sample + ": " + problem + " (bad rows can be marked instead: badRows = mark)");
    }
    return problem;
  }
}
