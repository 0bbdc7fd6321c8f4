// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * How the steps of a sequence lie in a row: (channels x steps), a channel after the other, and
 * behind them, where sequences are of unequal length, a channel that is 1 as long as a sequence
 * goes on and 0 behind its end.
 *
 * @param channels of values, 1 or more
 * @param steps of the longest sequence, 1 or more
 * @param unequal whether there is that last channel
 */
public record Frames(int channels, int steps, boolean unequal) {
  /** Returns how many channels there are in all. */
  public int rows() {
    return unequal ? channels + 1 : channels;
  }

  /** Returns how many values a row has. */
  public int size() {
    return rows() * steps;
  }

  /** The values by steps, (steps x b x channels), of rows (b x rows · steps). */
  NDArray values(NDArray x) {
    NDArray byStep = x.reshape(x.getShape().get(0), rows(), steps).transpose(2, 0, 1);
    return unequal ? byStep.get(":, :, 0:" + channels) : byStep;
  }

  /** Where sequences go on, (steps x b x 1), of rows (b x rows · steps); null if all are equal. */
  @Nullable NDArray presence(NDArray x) {
    return unequal
        ? x.reshape(x.getShape().get(0), rows(), steps)
            .transpose(2, 0, 1)
            .get(":, :, " + channels + ":" + rows())
        : null;
  }
}
