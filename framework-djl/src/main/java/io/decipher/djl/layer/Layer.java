// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import io.decipher.djl.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** A part of a network: a stateless description, whose values are in {@link Parameters}. */
public interface Layer {
  /** Adds the layer's parameters, with their initial values. */
  default void addTo(Parameters parameters, RandomGenerator random) {}

  /**
   * Returns the layer's output.
   *
   * @param x the input; the output belongs to the same scope
   * @param parameters the parameters of the network
   * @param training whether this is a training pass, recorded by a gradient collector
   */
  NDArray forward(NDArray x, Parameters parameters, boolean training);

  /**
   * Runs {@link #forward} in inference mode, and passes each inner layer with its output to a
   * consumer.
   *
   * @param seen is called layer by layer, while the output's scope is open
   */
  default NDArray trace(NDArray x, Parameters parameters, BiConsumer<Layer, NDArray> seen) {
    NDArray y = forward(x, parameters, false);
    seen.accept(this, y);
    return y;
  }

  /** Describes for people what the layer does, in a few words. */
  default String kind() {
    return "layer";
  }

  /** Returns a sequence of layers. */
  static Layer chain(List<? extends Layer> layers) {
    return new Chain(List.copyOf(layers));
  }

  /** Returns a layer that adds the output of another layer to its input (He et al. 2016). */
  static Layer residual(Layer inner) {
    return new Residual(inner);
  }

  /**
   * Returns the leaky rectifier {@code max(x, slope · x)} (Maas et al. 2013); slope 0 is the plain
   * rectifier (ReLU).
   */
  static Layer leaky(double slope) {
    return new Leaky(slope);
  }

  /**
   * Returns a layer that drops a fraction of its inputs in training. The engine draws them: set its
   * seed before training for reproducible runs.
   */
  static Layer dropout(double share) {
    return new Dropout(share);
  }

  /** Returns a layer that reshapes each sample, {@code (b, sides…)}. */
  static Layer reshape(int... sides) {
    return new Reshape(Arrays.stream(sides).boxed().toList());
  }
}
