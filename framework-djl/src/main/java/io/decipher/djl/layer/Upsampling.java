// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.PairList;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensors;
import java.util.random.RandomGenerator;

/**
 * A transposed convolution with kernel 4, stride 2 and padding 1: it doubles the sides, from (b x
 * in x h x w) to (b x out x 2h x 2w), with the same number of weights for every output pixel.
 *
 * <p>It is computed in one of three equivalent ways. On MXNet its own deconvolution is fastest if
 * {@code out} is a multiple of 16; for other numbers it is slow, and its gradient fails for one
 * channel. In that case each tap of the kernel is a channel of a 1 x 1 convolution, and the 16
 * images are added at their positions. PyTorch's deconvolution is not accessible through DJL: there
 * each of the four output phases is a convolution of the input (Shi et al. 2016), with the 4 x 4
 * taps arranged as four 3 x 3 kernels, and the channels padded to a multiple of 16.
 *
 * @param name the parameters are {@code NAME.weight}, (in x out x 4 x 4), and {@code NAME.bias}
 * @param in the number of input channels
 * @param out the number of output channels
 * @param bias whether to add a bias, which is redundant before batch normalisation
 * @see <a href="https://arxiv.org/abs/1609.05158">Shi et al. 2016</a>
 */
public record Upsampling(String name, int in, int out, boolean bias) implements Layer {
  private static final int TAPS = 16;
  private static final int PHASES = 4;
  private static final int KERNEL = 9;

  @Override
  public void addTo(Parameters parameters, RandomGenerator random) {
    int fan = out * TAPS;
    parameters.addWeight(name + ".weight", Weights.uniform(random, fan, in, out, 4, 4));
    if (bias) {
      parameters.addWeight(name + ".bias", Weights.uniform(random, fan, out));
    }
  }

  @Override
  public String kind() {
    return "transposed convolution 4 x 4, stride 2";
  }

  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    if (!parameters.engine().getEngineName().equals(Engines.MXNET)) {
      return phases(x, parameters);
    }
    return out % Convolution.BLOCK == 0 ? deconvolve(x, parameters) : taps(x, parameters, training);
  }

  NDArray deconvolve(NDArray x, Parameters parameters) {
    NDList inputs = new NDList(x, parameters.get(name + ".weight"));
    if (bias) {
      inputs.add(parameters.get(name + ".bias"));
    }
    PairList<String, Object> options = geometry();
    options.add("num_filter", Integer.toString(out));
    options.add("no_bias", bias ? "False" : "True");
    return x.getManager().invoke("_npx_deconvolution", inputs, options).head();
  }

  private static PairList<String, Object> geometry() {
    PairList<String, Object> options = new PairList<>();
    options.add("kernel", "(4, 4)");
    options.add("stride", "(2, 2)");
    options.add("pad", "(1, 1)");
    return options;
  }

  NDArray taps(NDArray x, Parameters parameters, boolean training) {
    NDManager scope = x.getManager();
    long batch = x.getShape().get(0);
    long height = x.getShape().get(2);
    long width = x.getShape().get(3);
    int rows = out * TAPS;

    NDArray weight = parameters.get(name + ".weight").reshape(in, rows);
    weight.attach(scope);
    NDArray kernels = weight.transpose().reshape(rows, in, 1, 1);
    NDArray y = Convolution.convolve(x, kernels, null, 1, 0); // (b, out·taps, h, w)
    PairList<String, Object> options = geometry();
    options.add("output_size", "(" + 2 * height + ", " + 2 * width + ")");
    NDArray image =
        scope
            .invoke("col2im", new NDList(y.reshape(batch, rows, height * width)), options)
            .head(); // (b, out, 2h, 2w)
    if (bias && !training) {
      NDArray added = parameters.get(name + ".bias").reshape(1, out, 1, 1);
      added.attach(scope);
      return image.add(added);
    }
    return biased(image, parameters);
  }

  NDArray phases(NDArray x, Parameters parameters) {
    NDManager scope = x.getManager();
    long batch = x.getShape().get(0);
    long height = x.getShape().get(2);
    long width = x.getShape().get(3);
    int rows = out * PHASES;
    int padded = (rows + Convolution.BLOCK - 1) / Convolution.BLOCK * Convolution.BLOCK;

    NDArray taps = parameters.get(name + ".weight").reshape((long) in * out, TAPS);
    taps.attach(scope);
    NDArray kernels =
        taps.matMul(layout(scope)) // (in·out, phases·9)
            .reshape(in, out, PHASES, KERNEL)
            .transpose(1, 2, 0, 3) // (out, phases, in, 9)
            .reshape(rows, (long) in * KERNEL);
    // A product, since on MXNet part of a convolution's output can only be sliced once it is flat.
    NDArray filled =
        unit(scope, padded, rows).matMul(kernels).reshape(padded, in, 3, 3); // (padded, in, 3, 3)
    NDArray y = Convolution.convolve(x, filled, null, 1, 1); // (b, padded, h, w)
    NDArray image =
        y.reshape(batch, padded, height * width)
            .get(":, 0:" + rows)
            .reshape(batch, out, 2, 2, height, width) // (b, out, py, px, h, w)
            .transpose(0, 1, 4, 2, 5, 3) // (b, out, h, py, w, px)
            .reshape(batch, out, 2 * height, 2 * width);
    return biased(image, parameters);
  }

  private NDArray biased(NDArray image, Parameters parameters) {
    if (!bias) {
      return image;
    }
    // A bias per sample first: MXNet accumulates the gradient of each broadcast value in one
    // thread.
    long batch = image.getShape().get(0);
    NDArray added = parameters.get(name + ".bias").reshape(1, out);
    added.attach(image.getManager());
    return image.add(
        image.getManager().ones(new Shape(batch, 1)).matMul(added).reshape(batch, out, 1, 1));
  }

  /** Returns the padded x rows matrix with ones on the diagonal. */
  private static NDArray unit(NDManager scope, int padded, int rows) {
    float[] values = new float[padded * rows];
    for (int i = 0; i < rows; i++) {
      values[i * rows + i] = 1;
    }
    return Tensors.create(scope, values, new Shape(padded, rows));
  }

  /**
   * Returns the assignment of the 16 taps to the 4 x 9 weights of the phases' kernels. Along one
   * axis, output 2u + p takes input u + t − 1 with tap p + 3 − 2t, if there is such a tap.
   */
  private static NDArray layout(NDManager scope) {
    float[] values = new float[TAPS * PHASES * KERNEL];
    for (int phase = 0; phase < PHASES; phase++) {
      for (int place = 0; place < KERNEL; place++) {
        int row = phase / 2 + 3 - 2 * (place / 3);
        int column = phase % 2 + 3 - 2 * (place % 3);
        if (row >= 0 && row < 4 && column >= 0 && column < 4) {
          values[(row * 4 + column) * PHASES * KERNEL + phase * KERNEL + place] = 1;
        }
      }
    }
    return Tensors.create(scope, values, new Shape(TAPS, (long) PHASES * KERNEL));
  }
}
