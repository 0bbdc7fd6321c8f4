// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import org.apiguardian.api.API;

/**
 * The capability of a trained model to name samples and to say how strange they are by one look at
 * them, where both need the same work: to encode them, say. Whoever wants both asks once and waits
 * for half as long.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface NoveltyAssigner extends Assigner, NoveltyScores {
  /**
   * What samples are.
   *
   * @param classes as of {@link Assigner#assign}, (n)
   * @param noveltyScores as of {@link NoveltyScores#noveltyScores}, (n x measures)
   */
  record Assigned(FoundClasses classes, FloatMatrix noveltyScores) {}

  /**
   * Returns what {@link #assign} and {@link #noveltyScores} return, to the bit.
   *
   * @param samples (n), of the type this was made for
   * @param run for progress and cancellation
   * @throws DecipherException if the samples are of another type, or there are no classes
   */
  Assigned assignWithNovelty(Samples samples, RunContext run);
}
