// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

import io.decipher.api.RunContext;
import java.util.random.RandomGenerator;

/**
 * The position of a training.
 *
 * @param epoch counted from 0
 * @param step counted from 0 through all epochs
 * @param stepsPerEpoch the number of steps per epoch
 * @param share the factor of the learning rates at this step, from schedule and plateau
 * @param run the run
 */
public record StepContext(int epoch, int step, int stepsPerEpoch, double share, RunContext run) {
  /**
   * Returns a random number stream for this step, the same in a resumed training.
   *
   * @param purpose e.g. {@code "vae/noise"}
   */
  public RandomGenerator random(String purpose) {
    return run.random(purpose + "/" + step);
  }

  /** Returns a seed for this step, for engines with their own random number generators. */
  public long seed(String purpose) {
    return run.seed(purpose + "/" + step);
  }
}
