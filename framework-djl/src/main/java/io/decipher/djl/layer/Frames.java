// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * The layout of a sequence's steps in a row: (channels x steps), channel by channel, followed by a
 * presence channel if sequences have unequal lengths, which is 1 within a sequence and 0 after its
 * end.
 *
 * @param channels the number of value channels, 1 or more
 * @param steps the number of steps of the longest sequence, 1 or more
 * @param unequal whether there is a presence channel
 */
public record Frames(int channels, int steps, boolean unequal) {
  /** Returns the total number of channels. */
  public int rows() {
    return unequal ? channels + 1 : channels;
  }

  /** Returns the number of values per row. */
  public int size() {
    return rows() * steps;
  }

  /** Returns the values by step, (steps x b x channels), of rows (b x rows · steps). */
  NDArray values(NDArray x) {
    NDArray byStep = x.reshape(x.getShape().get(0), rows(), steps).transpose(2, 0, 1);
    return unequal ? byStep.get(":, :, 0:" + channels) : byStep;
  }

  /**
   * Returns the presence by step, (steps x b x 1), of rows (b x rows · steps); null if all lengths
   * are equal.
   */
  @Nullable NDArray presence(NDArray x) {
    return unequal
        ? x.reshape(x.getShape().get(0), rows(), steps)
            .transpose(2, 0, 1)
            .get(":, :, " + channels + ":" + rows())
        : null;
  }
}
