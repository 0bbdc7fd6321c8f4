// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import io.decipher.djl.Parameters;

/** Drops a fraction of its inputs in training. */
record Dropout(double share) implements Layer {
  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    return share == 0 || !training
        ? x
        : ai.djl.nn.norm.Dropout.dropout(x, (float) share, true).head();
  }

  @Override
  public String kind() {
    return "dropout of " + share;
  }
}
