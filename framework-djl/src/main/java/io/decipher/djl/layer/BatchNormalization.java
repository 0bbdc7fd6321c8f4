// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.BatchNorm;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Batch normalisation over all axes except channels, (b x channels …), by the batch's statistics in
 * training and by running ones otherwise; running statistics are updated with a weight of a tenth
 * per step.
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
    if (!training && parameters.areConstant()) {
      return scaled(x, parameters);
    }
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

  /**
   * Inference mode by plain operations: MXNet's own operator always updates running means while a
   * gradient collector records, as it does to compute the gradient of an input.
   */
  private NDArray scaled(NDArray x, Parameters parameters) {
    long[] sides = new long[x.getShape().dimension()];
    Arrays.fill(sides, 1);
    sides[1] = x.getShape().get(1);
    Shape channels = new Shape(sides);
    NDArray variance = parameters.get(name + ".variance").reshape(channels);
    NDArray deviation = variance.add(EPSILON).sqrt();
    return x.sub(parameters.get(name + ".mean").reshape(channels))
        .div(deviation)
        .mul(parameters.get(name + ".gamma").reshape(channels))
        .add(parameters.get(name + ".beta").reshape(channels));
  }
}
