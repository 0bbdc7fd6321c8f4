// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a {@link TrainingLoop} does with its nets: the steps of one batch, and what is measured when
 * an epoch ends.
 *
 * <p>A training goes on to the bit only if a task keeps nothing from one step to the next outside
 * of the nets, and draws all that is random from the {@link StepContext}. An engine's own random
 * numbers, as dropout takes, are seeded anew at each step: {@code engine.setRandomSeed((int)
 * context.seed("…/dropout"))}.
 *
 * @param <B> a batch
 */
public interface TrainingTask<B> {
  /** Returns the names of the values that {@link #step} returns, for the epoch's metrics. */
  List<String> measures();

  /**
   * Moves the nets by one batch, each in its turn.
   *
   * @return what was measured, as {@link #measures} names it; an epoch's metrics have the means
   * @throws Training.NotFiniteException if a loss is not finite
   */
  float[] step(B batch, StepContext context);

  /**
   * Measures the nets at an epoch's end.
   *
   * @param context the last step of the epoch
   * @param measured takes what is measured, by name, after the means of the steps' values
   * @return what should rise from epoch to epoch, which plateau, patience and the choice of the
   *     best weights watch; nothing if there is no such measure
   * @throws Training.NotFiniteException if something is not finite
   */
  default OptionalDouble evaluate(StepContext context, Map<String, Double> measured) {
    return OptionalDouble.empty();
  }

  /**
   * Returns whether training has gone so wrong that it should end, though all values are finite.
   *
   * @param best the greatest value that {@link #evaluate} gave
   * @param latest the last
   */
  default boolean hasDiverged(double best, double latest) {
    return false;
  }

  /** Returns what progress says of the epoch so far, e.g. {@code "loss 98.2"}. */
  default String describe(double[] means) {
    return String.format(Locale.ROOT, "%s %.1f", measures().get(0), means[0]);
  }

  /** Returns what to do where a value is not finite, e.g. {@code "lower model.learning-rate"}. */
  String advice();
}
