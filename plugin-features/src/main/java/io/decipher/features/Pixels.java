package io.decipher.features;

import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleShape;

/**
 * The values of a sample as they are, channel by channel and row by row: (n x size), of samples of
 * any shape. What is NaN stays NaN. O(1): nothing is copied.
 */
public record Pixels() implements FeatureExtractor {
  @Override
  public Encoder fit(FloatMatrix samples, SampleShape shape, RunContext run) {
    Shapes.check(samples, shape);
    return (others, context) -> {
      Shapes.check(others, shape);
      context.cancellation().throwIfCancelled();
      return others;
    };
  }
}
