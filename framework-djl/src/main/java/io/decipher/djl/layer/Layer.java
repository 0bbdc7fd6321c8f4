// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import io.decipher.djl.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** A part of a net: a description without state, whose numbers are in {@link Parameters}. */
public interface Layer {
  /** Adds the layer's parameters, with the values that training starts from. */
  default void addTo(Parameters parameters, RandomGenerator random) {}

  /**
   * Returns the layer's output.
   *
   * @param x the input; the output belongs to the same scope
   * @param parameters where the layer's numbers are
   * @param training whether a gradient collector records this pass
   */
  NDArray forward(NDArray x, Parameters parameters, boolean training);

  /**
   * As {@link #forward} outside of training, and shows each layer on the way with its output.
   *
   * @param seen is called layer by layer, while the output's scope is open
   */
  default NDArray trace(NDArray x, Parameters parameters, BiConsumer<Layer, NDArray> seen) {
    NDArray y = forward(x, parameters, false);
    seen.accept(this, y);
    return y;
  }

  /** Returns what the layer does, in a few words, for people. */
  default String kind() {
    return "layer";
  }

  /** Returns a layer that passes its input through others, one after the other. */
  static Layer chain(List<? extends Layer> layers) {
    return new Chain(List.copyOf(layers));
  }

  /** Returns a layer that adds to its input what another makes of it (He et al. 2016). */
  static Layer residual(Layer inner) {
    return new Residual(inner);
  }

  /** Returns {@code max(x, slope · x)} (Maas et al. 2013); slope 0 is the plain rectifier. */
  static Layer leaky(double slope) {
    return new Leaky(slope);
  }

  /**
   * Returns a layer that drops a share of its inputs in training. The engine draws them: seed it
   * before training where runs are to repeat.
   */
  static Layer dropout(double share) {
    return new Dropout(share);
  }

  /** Returns a layer that gives each sample another shape, {@code (b, sides…)}. */
  static Layer reshape(int... sides) {
    return new Reshape(Arrays.stream(sides).boxed().toList());
  }
}
