// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.List;
import java.util.Optional;

/**
 * Samples to find classes in. A data set reads its files when it is first asked for samples, and
 * reports bad files by {@link DecipherException}.
 */
public interface Dataset {
  /** Returns what one sample is. */
  SampleType type();

  /** Returns the training samples, (n). May be none. */
  Samples train();

  /** Returns the test samples, (m). None by default. */
  default Samples test() {
    return Samples.none(type());
  }

  /**
   * Returns what people say the classes of all n + m samples are, for scoring alone. Nothing by
   * default.
   */
  default Optional<GroundTruth> truth() {
    return Optional.empty();
  }

  /**
   * Returns what a person should know about how the data were read, a line each: what was found and
   * chosen, what could not be used and was left out, and why. Nothing by default.
   */
  default List<String> notes() {
    return List.of();
  }

  /** Returns all samples, train then test: the data order of every result. */
  default Samples samples() {
    return Samples.concat(train(), test());
  }
}
