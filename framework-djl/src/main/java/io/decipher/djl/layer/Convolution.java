// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A two-dimensional convolution with zero padding, from (b x in x h x w) to (b x out x ⌈h/stride⌉ x
 * ⌈w/stride⌉) for odd kernels; an even kernel with stride 2 halves even sides.
 *
 * @param name the parameters are {@code NAME.weight}, (out x in x kernel x kernel), and {@code
 *     NAME.bias}
 * @param in the number of input channels
 * @param out the number of output channels; other than a multiple of 16 is several times slower on
 *     MXNet
 * @param kernel the side of the kernel, odd; may be even if {@code stride} is 2
 * @param stride 1 or more
 * @param bias whether to add a bias, which is redundant before batch normalisation
 */
public record Convolution(String name, int in, int out, int kernel, int stride, boolean bias)
    implements Layer {
  /** The channel block size of oneDNN, which computes for both engines. */
  static final int BLOCK = 16;

  /** Checks the kernel. */
  public Convolution {
    if (kernel % 2 == 0 && stride != 2) {
      throw new IllegalArgumentException(
          "kernel must be odd where stride is not 2, but was " + kernel);
    }
  }

  @Override
  public void addTo(Parameters parameters, RandomGenerator random) {
    int inputs = in * kernel * kernel;
    parameters.addWeight(
        name + ".weight", Weights.uniform(random, inputs, out, in, kernel, kernel));
    if (bias) {
      parameters.addWeight(name + ".bias", Weights.uniform(random, inputs, out));
    }
  }

  @Override
  public String kind() {
    return "convolution " + kernel + " x " + kernel + (stride > 1 ? ", stride " + stride : "");
  }

  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    return forward(x, parameters.get(name + ".weight"), parameters);
  }

  /** Returns the output for another weight of the same shape. */
  NDArray forward(NDArray x, NDArray weight, Parameters parameters) {
    return convolve(
        x, weight, bias ? parameters.get(name + ".bias") : null, stride, (kernel - 1) / 2);
  }

  /**
   * Returns the convolution of {@code x} (b x in x h x w) with {@code weight} (out x in x kernel x
   * kernel). On PyTorch the output channels are padded with zeros to a multiple of 16: oneDNN of
   * PyTorch 2.7.1 leaves the missing channels uninitialised and adds them to the gradient of {@code
   * x} (seen on AMD EPYC, with AVX2 and AVX-512 alike).
   */
  static NDArray convolve(
      NDArray x, NDArray weight, @Nullable NDArray bias, int stride, int padding) {
    NDManager scope = x.getManager();
    Shape shape = weight.getShape();
    long out = shape.get(0);
    long missing = Math.floorMod(-out, BLOCK);
    if (missing == 0 || scope.getEngine().getEngineName().equals(Engines.MXNET)) {
      return direct(x, weight, bias, stride, padding);
    }
    NDArray filled =
        filled(scope, weight, new Shape(missing, shape.get(1), shape.get(2), shape.get(3)));
    NDArray added = bias == null ? null : filled(scope, bias, new Shape(missing));
    return direct(x, filled, added, stride, padding).get(":, 0:" + out);
  }

  private static NDArray filled(NDManager scope, NDArray array, Shape zeros) {
    NDArray filled = array.concat(scope.zeros(zeros), 0);
    filled.attach(scope);
    return filled;
  }

  private static NDArray direct(
      NDArray x, NDArray weight, @Nullable NDArray bias, int stride, int padding) {
    return x.getNDArrayInternal()
        .convolution(
            x,
            weight,
            bias,
            new Shape(stride, stride),
            new Shape(padding, padding),
            new Shape(1, 1),
            1)
        .head();
  }
}
