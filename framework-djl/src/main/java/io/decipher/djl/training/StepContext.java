// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

import io.decipher.api.RunContext;
import java.util.random.RandomGenerator;

/**
 * Where a training is.
 *
 * @param epoch from 0 on
 * @param step from 0 on, counted through all epochs
 * @param stepsPerEpoch how many steps an epoch has
 * @param share what the schedule and the plateau make of the learning rates at this step
 * @param run the run
 */
public record StepContext(int epoch, int step, int stepsPerEpoch, double share, RunContext run) {
  /**
   * Returns a stream of random numbers of this step's own, the same in a training that goes on.
   *
   * @param purpose e.g. {@code "vae/noise"}
   */
  public RandomGenerator random(String purpose) {
    return run.random(purpose + "/" + step);
  }

  /** Returns a seed of this step's own, for engines that draw by themselves. */
  public long seed(String purpose) {
    return run.seed(purpose + "/" + step);
  }
}
