// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.norm.BatchNorm;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import java.util.random.RandomGenerator;

/**
 * Batch normalisation over all axes but the channels', (b x channels …), by the batch's own moments
 * in training and by running ones (a tenth new a step) outside of it.
 *
 * @param name the parameters are {@code NAME.gamma}, {@code NAME.beta}, and the buffers {@code
 *     NAME.mean} and {@code NAME.variance}, each (channels)
 * @param channels 1 or more
 * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy 2015</a>
 */
public record BatchNormalization(String name, int channels) implements Layer {
  private static final float KEPT = 0.9f;
  private static final float EPSILON = 1e-5f;

  @Override
  public void addTo(Parameters parameters, RandomGenerator random) {
    parameters.addWeight(name + ".gamma", Tensor.filled(1, channels));
    parameters.addWeight(name + ".beta", Tensor.filled(0, channels));
    parameters.addBuffer(name + ".mean", Tensor.filled(0, channels));
    parameters.addBuffer(name + ".variance", Tensor.filled(1, channels));
  }

  @Override
  public String kind() {
    return "batch normalisation";
  }

  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    return BatchNorm.batchNorm(
            x,
            parameters.get(name + ".mean"),
            parameters.get(name + ".variance"),
            parameters.get(name + ".gamma"),
            parameters.get(name + ".beta"),
            1,
            KEPT,
            EPSILON,
            training)
        .head();
  }
}
