// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import io.decipher.djl.Parameters;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** A sequence of layers. */
record Chain(List<Layer> layers) implements Layer {
  @Override
  public void addTo(Parameters parameters, RandomGenerator random) {
    layers.forEach(layer -> layer.addTo(parameters, random));
  }

  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    NDArray y = x;
    for (Layer layer : layers) {
      y = layer.forward(y, parameters, training);
    }
    return y;
  }

  @Override
  public NDArray trace(NDArray x, Parameters parameters, BiConsumer<Layer, NDArray> seen) {
    NDArray y = x;
    for (Layer layer : layers) {
      y = layer.trace(y, parameters, seen);
    }
    return y;
  }
}
