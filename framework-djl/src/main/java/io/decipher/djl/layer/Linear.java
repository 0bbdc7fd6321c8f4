// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer, {@code y = x Wᵀ + b}, from (b x inputs) to (b x outputs). Outside training, a
 * sample's output is the same, bit by bit, in every batch of up to 16 samples.
 *
 * @param name the parameters are {@code NAME.weight}, (outputs x inputs), and {@code NAME.bias}
 * @param inputs 1 or more
 * @param outputs 1 or more
 * @param bias whether to add a bias, which is redundant before batch normalisation
 */
public record Linear(String name, int inputs, int outputs, boolean bias) implements Layer {
  /**
   * The number of rows at which MXNet's matrix products give every row the same bytes; they differ
   * in the last bit for most smaller numbers, since kernels are chosen by size. Convolutions give
   * the same bytes in every batch.
   */
  private static final int LEAST_ROWS = 16;

  @Override
  public void addTo(Parameters parameters, RandomGenerator random) {
    parameters.addWeight(name + ".weight", Weights.uniform(random, inputs, outputs, inputs));
    if (bias) {
      parameters.addWeight(name + ".bias", Weights.uniform(random, inputs, outputs));
    }
  }

  @Override
  public String kind() {
    return "fully connected";
  }

  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    NDArray weight = parameters.get(name + ".weight");
    return training
        ? forward(x, weight, parameters)
        : inferred(x, weight, bias ? parameters.get(name + ".bias") : null);
  }

  /** Returns the output for another weight of the same shape. */
  NDArray forward(NDArray x, NDArray weight, Parameters parameters) {
    return product(x, weight, bias ? parameters.get(name + ".bias") : null);
  }

  /** Returns {@code x weightᵀ + bias} with rows that do not depend on their number. */
  static NDArray inferred(NDArray x, NDArray weight, @Nullable NDArray bias) {
    long rows = x.getShape().get(0);
    if (rows >= LEAST_ROWS) {
      return product(x, weight, bias);
    }
    NDArray filled;
    String engine = x.getManager().getEngine().getEngineName();
    if (LEAST_ROWS % rows == 0 && engine.equals(Engines.MXNET)) {
      filled = x.tile(0, LEAST_ROWS / rows); // one operation, which PyTorch does not offer
    } else {
      long[] missing = x.getShape().getShape().clone();
      missing[0] = LEAST_ROWS - rows;
      filled = x.concat(x.getManager().zeros(new Shape(missing)), 0);
    }
    return product(filled, weight, bias).get("0:" + rows);
  }

  static NDArray product(NDArray x, NDArray weight, @Nullable NDArray bias) {
    return bias == null
        ? ai.djl.nn.core.Linear.linear(x, weight).head()
        : ai.djl.nn.core.Linear.linear(x, weight, bias).head();
  }
}
