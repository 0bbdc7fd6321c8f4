// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * A stage of a job as a whole, which is made of steps that report {@link Progress}: "stage 4 of 9".
 * One that is not needed is passed over, so that numbers may be left out.
 *
 * @param number from 1 on
 * @param of how many there are at most
 * @param what is done, in words, e.g. {@code "finding classes"}
 * @param before the share of the job's time that usually has passed when it begins, in [0, 1); a
 *     rough figure
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
