package io.decipher.api;

import java.util.Optional;

/**
 * Samples to find classes in. A data set reads its files when it is first asked for samples, and
 * reports bad files by {@link DecipherException}.
 */
public interface Dataset {
  /** Returns what one sample is. */
  SampleShape shape();

  /** Returns the training samples, (n x size); images in [0, 1]. May have no rows. */
  FloatMatrix train();

  /** Returns the test samples, (m x size); images in [0, 1]. May have no rows. */
  FloatMatrix test();

  /** Returns what people say the classes of all n + m samples are, for scoring alone. */
  Optional<Truth> truth();

  /** Returns all samples, train then test: the data order of every result. */
  default FloatMatrix samples() {
    return FloatMatrix.concat(train(), test());
  }
}
