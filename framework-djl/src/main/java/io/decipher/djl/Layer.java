package io.decipher.djl;

import ai.djl.ndarray.NDArray;
import java.util.List;
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
    return (x, parameters, training) ->
        slope == 0
            ? ai.djl.nn.Activation.relu(x)
            : ai.djl.nn.Activation.leakyRelu(x, (float) slope);
  }

  /**
   * Returns a layer that drops a share of its inputs in training. The engine draws them: seed it
   * before training where runs are to repeat.
   */
  static Layer dropout(double share) {
    return (x, parameters, training) ->
        share == 0 || !training ? x : ai.djl.nn.norm.Dropout.dropout(x, (float) share, true).head();
  }

  /** Returns a layer that gives each sample another shape, {@code (b, sides…)}. */
  static Layer reshape(int... sides) {
    long[] shape = new long[sides.length + 1];
    for (int i = 0; i < sides.length; i++) {
      shape[i + 1] = sides[i];
    }
    return (x, parameters, training) -> {
      long[] batch = shape.clone();
      batch[0] = x.getShape().get(0);
      return x.reshape(batch);
    };
  }
}
