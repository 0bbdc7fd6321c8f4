// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * A stage of a job, such as "stage 4 of 9", within which steps report {@link Progress}. Stages that
 * are not needed are skipped, so numbers may be missing.
 *
 * @param number counted from 1
 * @param of the maximum number of stages
 * @param what is being done, in words, e.g. {@code "finding classes"}
 * @param before the typical fraction of the job's time that has passed when it begins, in [0, 1); a
 *     rough estimate
 * @param after the same when it ends, in (0, 1]
 */
public record RunStage(int number, int of, String what, double before, double after) {
  /** Checks the numbers. */
  public RunStage {
    if (number < 1 || number > of) {
      throw new IllegalArgumentException(
          "the number must be in [1, " + of + "], but was " + number);
    }
    if (!(before >= 0 && before <= after && after <= 1)) {
      throw new IllegalArgumentException(
          "shares must be in [0, 1] and ascend, but were " + before + " and " + after);
    }
  }
}
