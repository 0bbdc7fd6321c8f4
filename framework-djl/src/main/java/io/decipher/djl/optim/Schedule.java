// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.optim;

/** The learning rate of each step relative to the maximum. */
@FunctionalInterface
public interface Schedule {
  /**
   * Returns the relative rate of a step.
   *
   * @param step counted from 0
   * @param steps the total number of steps
   */
  double share(int step, int steps);

  /** Returns the schedule that stays at 1. */
  static Schedule constant() {
    return (step, steps) -> 1;
  }

  /**
   * Returns the one-cycle schedule: half a cosine from 1/25 to 1 over the first 15 % of the steps,
   * then another one to 1/250,000.
   *
   * @see <a href="https://arxiv.org/abs/1708.07120">Smith and Topin 2018</a>
   */
  static Schedule oneCycle() {
    return oneCycle(0.15, 25, 1e4);
  }

  /**
   * Returns a one-cycle schedule.
   *
   * @param rise the fraction of the steps during which the rate increases, in (0, 1)
   * @param start the ratio of the maximum rate to the first
   * @param fall the ratio of the first rate to the last
   */
  static Schedule oneCycle(double rise, double start, double fall) {
    return (step, steps) -> {
      double peak = Math.max(rise * steps - 1, 1e-9);
      double last = Math.max(steps - 1, peak);
      return step <= peak
          ? cosine(1 / start, 1, step / peak)
          : cosine(1, 1 / (start * fall), (step - peak) / (last - peak));
    };
  }

  /**
   * Returns half a cosine from 1 at the first step to {@code end} at the last.
   *
   * @param end the ratio of the last rate to the first, in [0, 1]
   * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter 2017</a>
   */
  static Schedule cosine(double end) {
    return (step, steps) -> steps < 2 ? 1 : cosine(1, end, (double) step / (steps - 1));
  }

  /**
   * Returns this schedule after a linear warm-up: the rate increases from 1/(steps + 1) of this
   * schedule's initial rate, and this schedule covers the remaining steps.
   *
   * @param warmUp the number of warm-up steps, 0 or more
   * @see <a href="https://arxiv.org/abs/1706.02677">Goyal et al. 2017</a>
   */
  default Schedule afterWarmUp(int warmUp) {
    if (warmUp == 0) {
      return this;
    }
    return (step, steps) -> {
      int left = Math.max(1, steps - warmUp);
      return step < warmUp
          ? share(0, left) * (step + 1) / (warmUp + 1)
          : share(step - warmUp, left);
    };
  }

  private static double cosine(double from, double to, double share) {
    return to + (from - to) * (1 + Math.cos(Math.PI * share)) / 2;
  }
}
