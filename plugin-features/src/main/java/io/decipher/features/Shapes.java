package io.decipher.features;

import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleShape;

/** What samples must be, and how errors name what they are. */
final class Shapes {
  private Shapes() {}

  static void check(FloatMatrix samples, SampleShape shape) {
    if (samples.columns() != shape.size()) {
      throw new IllegalArgumentException(
          "samples of shape "
              + shape
              + " have "
              + shape.size()
              + " values, but these have "
              + samples.columns());
    }
  }

  static String describe(SampleShape shape) {
    return shape.isImage()
        ? "images of " + shape + " (channels x height x width)"
        : "vectors of " + shape.size() + " values";
  }
}
