// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The task of a {@link TrainingLoop}: the steps of one batch, and the validation at the end of an
 * epoch.
 *
 * <p>A training can be resumed bit by bit only if a task keeps no state between steps outside of
 * the networks, and takes all random numbers from the {@link StepContext}. An engine's own random
 * numbers, as used by dropout, are seeded anew for each step: {@code engine.setRandomSeed((int)
 * context.seed("…/dropout"))}.
 *
 * @param <B> a batch
 */
public interface TrainingTask<B> {
  /** Returns the names of the values returned by {@link #step}, for the epoch's metrics. */
  List<String> measures();

  /**
   * Updates the networks with one batch, each in turn.
   *
   * @return the values named by {@link #measures}, whose means become the epoch's metrics
   * @throws Training.NotFiniteException if a loss is not finite
   */
  float[] step(B batch, StepContext context);

  /**
   * Validates the networks at the end of an epoch.
   *
   * @param context the last step of the epoch
   * @param measured receives metrics by name, after the means of the steps' values
   * @return a measure that should increase from epoch to epoch, used by plateau, patience and the
   *     choice of the best weights; empty if there is no such measure
   * @throws Training.NotFiniteException if a value is not finite
   */
  default OptionalDouble evaluate(StepContext context, Map<String, Double> measured) {
    return OptionalDouble.empty();
  }

  /**
   * Returns whether training has diverged, although all values are finite.
   *
   * @param best the greatest value returned by {@link #evaluate}
   * @param latest the last one
   */
  default boolean hasDiverged(double best, double latest) {
    return false;
  }

  /** Describes the epoch so far in progress reports, e.g. {@code "loss 98.2"}. */
  default String describe(double[] means) {
    return String.format(Locale.ROOT, "%s %.1f", measures().get(0), means[0]);
  }

  /** Returns what to do if a value is not finite, e.g. {@code "lower model.learning-rate"}. */
  String advice();
}
