package io.decipher.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A model that has learned. What else it can do it says by its type: {@link Encoder}, {@link
 * Decoder}, {@link LatentSpace}, {@link Conditional}, {@link Assigner}, {@link NoveltyScores},
 * {@link Refinable}.
 */
public interface TrainedModel extends AutoCloseable {
  /** Returns what a sample is. */
  SampleShape shape();

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

  /**
   * Saves what {@link GenerativeModel#load} needs, beside the recipe's settings, which the caller
   * saves.
   *
   * @param directory an existing directory
   */
  void save(Path directory) throws IOException;

  /** Frees what the model holds outside the heap. May be called more than once. */
  @Override
  void close();
}
