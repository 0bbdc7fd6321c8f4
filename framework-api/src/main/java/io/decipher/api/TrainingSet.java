package io.decipher.api;

import java.util.Optional;

/**
 * What a model learns from: samples, and classes if the run has found some by then. There is no
 * place in it for what people said of the samples.
 *
 * @param samples (n x size), in [0, 1] for images
 * @param shape what a row of {@code samples} is
 * @param classes the classes found so far, one a sample
 */
public record TrainingSet(FloatMatrix samples, SampleShape shape, Optional<FoundClasses> classes) {
  /** Checks that the parts fit each other. */
  public TrainingSet {
    if (samples.columns() != shape.size()) {
      throw new IllegalArgumentException(
          "samples have "
              + samples.columns()
              + " values, but the shape "
              + shape
              + " has "
              + shape.size());
    }
    if (classes.isPresent() && classes.get().labels().size() != samples.rows()) {
      throw new IllegalArgumentException(
          "there are "
              + samples.rows()
              + " samples, but "
              + classes.get().labels().size()
              + " labels");
    }
  }
}
