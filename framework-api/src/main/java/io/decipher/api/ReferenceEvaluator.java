// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * An {@link Evaluator} that also sees what the model learned from, so that it can tell copies from
 * new samples and set controls of known quality beside its figures.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface ReferenceEvaluator extends Evaluator {
  /** Returns how many samples it scores at a time, no more and no fewer. */
  int count();

  /**
   * Checks drawn samples before any work.
   *
   * @throws DecipherException if they cannot be scored, with the reason
   */
  void check(Samples drawn);

  /**
   * Prepares to score samples against real ones, and scores the controls.
   *
   * @param train what the model learned from
   * @param test what it did not learn from, of the same type
   * @param run for progress, cancellation and random numbers
   * @throws DecipherException if samples of this type, or so few, cannot be compared with
   */
  Reference against(Samples train, Samples test, RunContext run);

  /** Real samples that drawn ones are compared with. */
  interface Reference {
    /**
     * Scores samples.
     *
     * @param drawn {@link #count} samples
     * @param classes samples drawn of each class, in the order of the classes; empty if the model
     *     draws no classes
     * @throws DecipherException if they cannot be scored
     */
    Verdict evaluate(Samples drawn, List<Samples> classes, RunContext run);
  }

  /**
   * What an evaluator found.
   *
   * @param figures by name, in the order to show them
   * @param json everything, the controls included, for programs
   * @param text the same as a table, for people
   */
  record Verdict(Map<String, Double> figures, String json, String text) {
    /** Copies the map, keeping its order. */
    public Verdict {
      figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }
  }
}
