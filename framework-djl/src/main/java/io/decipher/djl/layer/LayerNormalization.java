// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import java.util.random.RandomGenerator;

/**
 * Layer normalisation over the last axis, (… x units): each row by its own mean and variance.
 *
 * @param name the parameters are {@code NAME.gamma} and {@code NAME.beta}, each (units)
 * @param units 1 or more
 * @see <a href="https://arxiv.org/abs/1607.06450">Ba et al. 2016</a>
 */
public record LayerNormalization(String name, int units) implements Layer {
  private static final float EPSILON = 1e-5f;

  @Override
  public void addTo(Parameters parameters, RandomGenerator random) {
    parameters.addWeight(name + ".gamma", Tensor.filled(1, units));
    parameters.addWeight(name + ".beta", Tensor.filled(0, units));
  }

  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    return LayerNorm.layerNorm(
            x,
            new Shape(units),
            parameters.get(name + ".gamma"),
            parameters.get(name + ".beta"),
            EPSILON)
        .head();
  }

  @Override
  public String kind() {
    return "layer normalisation";
  }
}
