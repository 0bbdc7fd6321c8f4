// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * An {@link Evaluator} that also receives the training data, so that it can detect copies of
 * training samples and report controls of known quality with its metrics.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface ReferenceEvaluator extends Evaluator {
  /** Returns the exact number of samples that it scores at a time. */
  int count();

  /**
   * Checks generated samples before any work.
   *
   * @throws DecipherException if they cannot be scored, with the reason
   */
  void check(Samples drawn);

  /**
   * Prepares the comparison with real samples, and scores the controls.
   *
   * @param train the model's training samples
   * @param test held-out samples of the same type
   * @param run provides progress, cancellation and random numbers
   * @throws DecipherException if samples of this type, or so few samples, cannot be compared with
   */
  Reference against(Samples train, Samples test, RunContext run);

  /** The real samples with which generated ones are compared. */
  interface Reference {
    /**
     * Scores samples.
     *
     * @param drawn {@link #count} generated samples
     * @param classes samples generated for each class, in the order of the classes; empty if the
     *     model is not conditional
     * @throws DecipherException if they cannot be scored
     */
    Verdict evaluate(Samples drawn, List<Samples> classes, RunContext run);
  }

  /**
   * The result of an evaluation.
   *
   * @param figures metrics by name, in display order
   * @param json all results including the controls, for programs
   * @param text the same as a table, for people
   */
  record Verdict(Map<String, Double> figures, String json, String text) {
    /** Copies the map, keeping its order. */
    public Verdict {
      figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }
  }
}
