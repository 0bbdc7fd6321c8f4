// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.decipher.djl.Parameters;

/** The leaky rectifier {@code max(x, slope · x)}. */
record Leaky(double slope) implements Layer {
  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    return slope == 0 ? Activation.relu(x) : Activation.leakyRelu(x, (float) slope);
  }

  @Override
  public String kind() {
    return slope == 0 ? "rectifier" : "leaky rectifier, slope " + slope;
  }
}
