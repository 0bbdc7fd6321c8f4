// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import java.util.random.RandomGenerator;

/**
 * A convolution or linear layer whose weight W, reshaped to (outputs x inputs), is divided by its
 * largest singular value σ, so that the layer's Lipschitz constant is about 1.
 *
 * <p>σ is estimated by uᵀ W v with v = Wᵀu/‖Wᵀu‖ and a buffer u, {@code NAME.direction}, that
 * {@link #advance} updates by one power iteration; gradients of σ are taken with respect to W only.
 *
 * @param layer a {@link Convolution} or a {@link Linear}
 * @see <a href="https://arxiv.org/abs/1802.05957">Miyato et al. 2018</a>
 */
public record SpectralNormalization(Layer layer) implements Layer {
  private static final float TINY = 1e-12f;

  /** Checks the kind of layer. */
  public SpectralNormalization {
    if (!(layer instanceof Convolution || layer instanceof Linear)) {
      throw new IllegalArgumentException("layer must be a convolution or linear, but was " + layer);
    }
  }

  private String name() {
    return layer instanceof Convolution convolution ? convolution.name() : ((Linear) layer).name();
  }

  private int outputs() {
    return layer instanceof Convolution convolution
        ? convolution.out()
        : ((Linear) layer).outputs();
  }

  @Override
  public void addTo(Parameters parameters, RandomGenerator random) {
    layer.addTo(parameters, random);
    float[] direction = new float[outputs()];
    double square = 0;
    for (int i = 0; i < direction.length; i++) {
      direction[i] = (float) random.nextGaussian();
      square += direction[i] * direction[i];
    }
    for (int i = 0; i < direction.length; i++) {
      direction[i] /= (float) Math.sqrt(square);
    }
    parameters.addBuffer(name() + ".direction", Tensor.of(direction, direction.length, 1));
  }

  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    NDManager scope = x.getManager();
    NDArray weight = parameters.get(name() + ".weight");
    NDArray rows = rows(weight, scope); // (out, in)
    NDArray u = parameters.get(name() + ".direction"); // (out, 1)
    NDArray v = unit(rows.stopGradient().transpose().matMul(u)); // (in, 1)
    NDArray sigma = rows.matMul(v.stopGradient()).mul(u).sum();
    NDArray divided = weight.div(sigma.add(TINY));
    return layer instanceof Convolution convolution
        ? convolution.forward(x, divided, parameters)
        : ((Linear) layer).forward(x, divided, parameters);
  }

  /**
   * Updates the estimate of σ by one power iteration; must be called once per step, outside of a
   * gradient collector.
   */
  public void advance(Parameters parameters) {
    try (NDManager scope = parameters.newScope()) {
      NDArray rows = rows(parameters.get(name() + ".weight"), scope);
      NDArray u = parameters.get(name() + ".direction");
      NDArray v = unit(rows.transpose().matMul(u));
      unit(rows.matMul(v)).copyTo(u);
    }
  }

  private NDArray rows(NDArray weight, NDManager scope) {
    NDArray rows = weight.reshape(outputs(), weight.size() / outputs());
    rows.attach(scope);
    return rows;
  }

  private static NDArray unit(NDArray vector) {
    return vector.div(vector.square().sum().sqrt().add(TINY));
  }
}
