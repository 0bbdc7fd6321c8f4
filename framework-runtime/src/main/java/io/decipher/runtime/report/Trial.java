// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import java.util.Optional;

/**
 * Features that were tried, to find classes by the best.
 *
 * @param name what the candidate is called
 * @param neighbours by how many neighbours samples were laid out, themselves included
 * @param best what halves of the samples found again of each other's classes, at the smallest size
 *     where that was most; empty if they found none
 * @param halvings how often samples were parted
 * @param samples how many were looked at
 * @param taken whether it was the best, and taken
 * @param failure why it could not be tried; empty if it could
 */
public record Trial(
    String name,
    int neighbours,
    Optional<Reproduction.Level> best,
    int halvings,
    int samples,
    boolean taken,
    Optional<String> failure) {

  /** Returns the information that was found again, in nats; less than any if there was none. */
  public double information() {
    return best.map(Reproduction.Level::information).orElse(Double.NEGATIVE_INFINITY);
  }

  /** Returns the same as the one that was taken. */
  public Trial asTaken() {
    return new Trial(name, neighbours, best, halvings, samples, true, failure);
  }
}
