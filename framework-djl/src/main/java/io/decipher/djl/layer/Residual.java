// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import io.decipher.djl.Parameters;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/**
 * A residual connection: x + inner(x), for inner layers that preserve the shape.
 *
 * @see <a href="https://arxiv.org/abs/1512.03385">He et al. 2016</a>
 */
record Residual(Layer inner) implements Layer {
  @Override
  public void addTo(Parameters parameters, RandomGenerator random) {
    inner.addTo(parameters, random);
  }

  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    return x.add(inner.forward(x, parameters, training));
  }

  @Override
  public NDArray trace(NDArray x, Parameters parameters, BiConsumer<Layer, NDArray> seen) {
    NDArray y = x.add(inner.trace(x, parameters, seen));
    seen.accept(this, y);
    return y;
  }

  @Override
  public String kind() {
    return "sum with the input";
  }
}
