// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

import io.decipher.djl.optim.Schedule;

/**
 * How long and at which pace a {@link TrainingLoop} runs.
 *
 * @param stage what progress and metrics call the training, e.g. {@code "model"}
 * @param epochs passes over the batches, 1 or more
 * @param schedule the share of the learning rates at each step
 * @param plateauFactor what the rates are multiplied by when the watched measure stops rising, in
 *     (0, 1]; 1 for never
 * @param plateauPatience after how many epochs without a new best, 1 or more
 * @param patience epochs without a new best after which training stops; 0 for never
 * @param keepsBest whether the best weights are kept rather than the last
 * @param salvages whether a training that diverges after an epoch that was measured ends there,
 *     with a warning, its best weights kept, rather than with an error
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
  /** Checks every number. */
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
          "only a training that keeps its best weights has any left");
    }
    if (!(plateauFactor > 0 && plateauFactor <= 1)) {
      throw new IllegalArgumentException(
          "the plateau's factor must be in (0, 1], but was " + plateauFactor);
    }
  }

  /** Returns a plan of so many epochs, all of them done, whose last weights are kept. */
  public static TrainingPlan of(String stage, int epochs, Schedule schedule) {
    return new TrainingPlan(stage, epochs, schedule, 1, 1, 0, false, false);
  }
}
