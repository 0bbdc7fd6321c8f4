// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A model that has learned. What else it can do it says by its type: {@link Encoder}, {@link
 * Decoder}, {@link LatentSpace}, {@link Conditional}, {@link Assigner}, {@link NoveltyScores},
 * {@link Refinable}.
 */
public interface TrainedModel extends Persistable, AutoCloseable {
  /** Returns what a sample is. */
  SampleType type();

  /**
   * Returns what a report should say of the model, by name: {@code engine}, {@code parameters} and
   * the like. Nothing by default.
   */
  default Map<String, String> description() {
    return Map.of();
  }

  /**
   * Returns new samples.
   *
   * @param count how many
   * @param random where the randomness comes from
   * @return (count x size), in [0, 1] for images
   */
  FloatMatrix generate(int count, RandomGenerator random);

  /** Frees what the model holds outside the heap. May be called more than once. */
  @Override
  void close();
}
