// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.List;
import java.util.Optional;

/**
 * Samples to find classes in. A data set reads its files when samples are first requested, and
 * reports bad files by a {@link DecipherException}.
 */
public interface Dataset {
  /** Returns the type of its samples. */
  SampleType type();

  /** Returns the training samples, (n), n may be 0. */
  Samples train();

  /** Returns the test samples, (m). Empty by default. */
  default Samples test() {
    return Samples.none(type());
  }

  /**
   * Returns the labels that people gave to all n + m samples, for scoring only. Empty by default.
   */
  default Optional<GroundTruth> truth() {
    return Optional.empty();
  }

  /**
   * Returns notes for people on how the data were read, one line each: what was found and chosen,
   * and what was left out and why. Empty by default.
   */
  default List<String> notes() {
    return List.of();
  }

  /**
   * Returns all samples, training samples before test samples, which is the order of every result.
   */
  default Samples samples() {
    return Samples.concat(train(), test());
  }
}
