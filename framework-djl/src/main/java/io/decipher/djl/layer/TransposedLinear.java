// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import io.decipher.djl.Parameters;
import java.util.random.RandomGenerator;

/**
 * A linear layer with tied weights, {@code y = x W + b}, from (b x inputs) to (b x outputs), where
 * W is the weight of a {@link Linear} in the opposite direction; the gradient of the shared weight
 * is the sum over both uses.
 *
 * @param name its own parameter is {@code NAME.bias}, (outputs)
 * @param tied the name of the layer whose {@code .weight}, (inputs x outputs), is used
 * @param inputs 1 or more; the outputs of the other layer
 * @param outputs 1 or more; the inputs of the other layer
 * @param bias whether to add a bias, which is redundant before batch normalisation
 * @see <a href="https://doi.org/10.1126/science.1127647">Hinton and Salakhutdinov 2006</a>
 */
public record TransposedLinear(String name, String tied, int inputs, int outputs, boolean bias)
    implements Layer {
  @Override
  public void addTo(Parameters parameters, RandomGenerator random) {
    if (bias) {
      parameters.addWeight(name + ".bias", Weights.uniform(random, inputs, outputs));
    }
  }

  @Override
  public String kind() {
    return "fully connected, tied";
  }

  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    // On MXNet a transposed copy with the fast operator is cheaper than the slow product without
    // one.
    NDArray weight = parameters.get(tied + ".weight").transpose(); // (outputs, inputs)
    weight.attach(x.getManager());
    NDArray added = bias ? parameters.get(name + ".bias") : null;
    return training ? Linear.product(x, weight, added) : Linear.inferred(x, weight, added);
  }
}
