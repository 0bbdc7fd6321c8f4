// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import io.decipher.djl.Parameters;
import java.util.random.RandomGenerator;

/**
 * A linear layer, {@code y = x Wᵀ + b}, from (b x inputs) to (b x outputs).
 *
 * @param name the parameters are {@code NAME.weight}, (outputs x inputs), and {@code NAME.bias}
 * @param inputs 1 or more
 * @param outputs 1 or more
 * @param bias whether to add a bias, which is redundant before batch normalisation
 */
public record Linear(String name, int inputs, int outputs, boolean bias) implements Layer {
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
    return forward(x, parameters.get(name + ".weight"), parameters);
  }

  /** Returns the output for another weight of the same shape. */
  NDArray forward(NDArray x, NDArray weight, Parameters parameters) {
    return bias
        ? ai.djl.nn.core.Linear.linear(x, weight, parameters.get(name + ".bias")).head()
        : ai.djl.nn.core.Linear.linear(x, weight).head();
  }
}
