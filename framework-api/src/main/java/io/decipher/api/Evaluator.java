// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.Map;
import org.apiguardian.api.API;

/** Scores what a model drew against real samples that it did not learn from. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface Evaluator {
  /**
   * Checks what can be known before any work: whether samples of this type can be scored. Accepts
   * all by default.
   *
   * @throws DecipherException if they cannot, with the reason and what to change
   */
  default void check(SampleType type) {}

  /**
   * Returns figures by name, in the order to show them.
   *
   * @param drawn by the model, of one type with {@code real}
   * @param real samples that the model did not learn from
   * @param run for progress, cancellation and random numbers
   * @throws DecipherException if samples of this type, or so few, cannot be scored
   */
  Map<String, Double> evaluate(Samples drawn, Samples real, RunContext run);
}
