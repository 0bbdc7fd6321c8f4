// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

import io.decipher.djl.optim.Schedule;

/**
 * The duration and the learning rates of a {@link TrainingLoop}.
 *
 * @param stage the name of the training in progress and metrics, e.g. {@code "model"}
 * @param epochs the number of passes over the batches, 1 or more
 * @param schedule the factor of the learning rates at each step
 * @param plateauFactor the factor by which the rates are multiplied when the watched measure stops
 *     increasing, in (0, 1]; 1 for never
 * @param plateauPatience the number of epochs without improvement before that, 1 or more
 * @param patience the number of epochs without improvement after which training stops; 0 for never
 * @param keepsBest whether the best weights are kept rather than the last
 * @param salvages whether a training that diverges after at least one validation ends with a
 *     warning and its best weights, rather than with an error
 */
public record TrainingPlan(
    String stage,
    int epochs,
    Schedule schedule,
    double plateauFactor,
    int plateauPatience,
    int patience,
    boolean keepsBest,
    boolean salvages) {
  /** Checks all numbers. */
  public TrainingPlan {
    if (epochs < 1 || plateauPatience < 1 || patience < 0) {
      throw new IllegalArgumentException(
          "epochs and the plateau's patience must be at least 1 and patience at least 0, but were "
              + epochs
              + ", "
              + plateauPatience
              + " and "
              + patience);
    }
    if (salvages && !keepsBest) {
      throw new IllegalArgumentException(
          "only a training that keeps its best weights has any to return");
    }
    if (!(plateauFactor > 0 && plateauFactor <= 1)) {
      throw new IllegalArgumentException(
          "the plateau's factor must be in (0, 1], but was " + plateauFactor);
    }
  }

  /** Returns a plan for a fixed number of epochs whose last weights are kept. */
  public static TrainingPlan of(String stage, int epochs, Schedule schedule) {
    return new TrainingPlan(stage, epochs, schedule, 1, 1, 0, false, false);
  }
}
