// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import org.apiguardian.api.API;

/**
 * The capability of a trained model to assign samples to classes and to score their novelty in one
 * pass, if both need the same work, such as encoding. A single call takes about half the time of
 * two.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface NoveltyAssigner extends Assigner, NoveltyScores {
  /**
   * The classes and novelty scores of samples.
   *
   * @param classes as returned by {@link Assigner#assign}, (n)
   * @param noveltyScores as returned by {@link NoveltyScores#noveltyScores}, (n x measures)
   */
  record Assigned(FoundClasses classes, FloatMatrix noveltyScores) {}

  /**
   * Returns the results of {@link #assign} and {@link #noveltyScores}, bit by bit.
   *
   * @param samples (n), of the type this was made for
   * @param run provides progress and cancellation
   * @throws DecipherException if the samples are of another type, or the model has no classes
   */
  Assigned assignWithNovelty(Samples samples, RunContext run);
}
