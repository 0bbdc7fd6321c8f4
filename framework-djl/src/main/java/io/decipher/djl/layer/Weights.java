// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import io.decipher.djl.Tensor;
import java.util.random.RandomGenerator;

/** Initial values of weights. */
final class Weights {
  private Weights() {}

  /**
   * Uniform in ±1/√(inputs), which keeps a third of the inputs' variance per layer: He
   * initialisation with PyTorch's default slope, so that its recipes carry over.
   */
  static Tensor uniform(RandomGenerator random, int inputs, int... shape) {
    float bound = (float) (1 / Math.sqrt(inputs));
    float[] values = new float[Math.toIntExact(Tensor.size(shape))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (2 * random.nextFloat() - 1) * bound;
    }
    return Tensor.of(values, shape);
  }
}
