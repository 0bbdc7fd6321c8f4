// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.decipher.djl.Parameters;

/**
 * An exponential moving average of weights and buffers that adapts quickly at first: step t keeps
 * min(limit, (1 + t)/(10 + t)) of the average.
 *
 * @see <a href="https://doi.org/10.1137/0330046">Polyak and Juditsky 1992</a>
 */
public final class WeightAverage {
  private final Parameters source;
  private final Parameters average;
  private final double limit;
  private int steps;

  /**
   * Creates the average of {@code source}, which is stored in {@code average}.
   *
   * @param average parameters of the same names and shapes, not trained
   * @param limit the fraction of the average that a step keeps in the long run, in [0, 1)
   */
  public WeightAverage(Parameters source, Parameters average, double limit) {
    this.source = source;
    this.average = average;
    this.limit = limit;
  }

  /**
   * Adds the current weights to the average.
   *
   * @implNote One fused operation per array, without intermediate arrays to wait for: a step of
   *     gradient descent from the average, with rate 1 − kept, on half the squared distance to the
   *     weights.
   */
  public void update() {
    steps++;
    float taken = (float) (1 - kept(steps, limit));
    for (String name : source.names()) {
      NDArray mean = average.get(name);
      // mean −= taken · (1 · mean + (−1) · weight)
      mean.getNDArrayInternal()
          .sgdUpdate(
              new NDList(mean, source.get(name)), new NDList(mean), taken, 1, -1, -1, 0, false);
    }
  }

  /** Returns the parameters that contain the average. */
  public Parameters average() {
    return average;
  }

  /** Returns the number of updates. */
  public int steps() {
    return steps;
  }

  /** Continues from an average that is already in place, after the given number of steps. */
  public void restore(int done) {
    steps = done;
  }

  static double kept(int step, double limit) {
    return Math.min(limit, (1.0 + step) / (10.0 + step));
  }
}
