// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A trained model. Further capabilities are expressed by interfaces: {@link Encoder}, {@link
 * Decoder}, {@link LatentSpace}, {@link Conditional}, {@link Assigner}, {@link NoveltyScores},
 * {@link Refinable}.
 */
public interface TrainedModel extends Persistable, AutoCloseable {
  /** Returns the type of its samples. */
  SampleType type();

  /**
   * Returns properties for a report by name, such as {@code engine} and {@code parameters}. Empty
   * by default.
   */
  default Map<String, String> description() {
    return Map.of();
  }

  /**
   * Generates new samples.
   *
   * @param count the number of samples
   * @param random the source of randomness
   * @return (count x size), in [0, 1] for images
   */
  FloatMatrix generate(int count, RandomGenerator random);

  /** Frees memory that the model holds outside the heap. May be called more than once. */
  @Override
  void close();
}
