// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import java.util.Optional;

/**
 * Features that were tried when a run selects its features.
 *
 * @param name the name of the candidate
 * @param neighbours the number of neighbours of the layout, each sample included in its own
 * @param best how well random halves of the samples reproduced each other's classes, at the best
 *     minimum class size; empty if they found no classes
 * @param halvings the number of random splits
 * @param samples the number of samples used
 * @param taken whether these features were selected
 * @param failure why they could not be tried; empty if they could
 */
public record Trial(
    String name,
    int neighbours,
    Optional<Reproduction.Level> best,
    int halvings,
    int samples,
    boolean taken,
    Optional<String> failure) {

  /** Returns the reproduced information, in nats; negative infinity if there is none. */
  public double information() {
    return best.map(Reproduction.Level::information).orElse(Double.NEGATIVE_INFINITY);
  }

  /** Returns this trial marked as selected. */
  public Trial asTaken() {
    return new Trial(name, neighbours, best, halvings, samples, true, failure);
  }
}
