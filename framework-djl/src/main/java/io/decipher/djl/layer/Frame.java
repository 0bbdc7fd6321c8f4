// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensors;

/**
 * Pads images symmetrically with zeros, or crops them at the centre: from (b x channels x height x
 * width) to (b x channels x toHeight x toWidth).
 *
 * @param channels the number of channels
 * @param height the input height
 * @param width the input width
 * @param toHeight the output height
 * @param toWidth the output width
 * @implNote Two products with matrices of zeros and ones: slicing a four-dimensional array is
 *     unsafe on MXNet, whose kernels crash the process for some sizes.
 */
public record Frame(int channels, int height, int width, int toHeight, int toWidth)
    implements Layer {
  /** Returns the smallest multiple of a number that is at least {@code side}. */
  public static int side(int side, int multiple) {
    return Math.multiplyExact((side + multiple - 1) / multiple, multiple);
  }

  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    NDManager scope = x.getManager();
    long images = x.getShape().get(0) * channels;
    return x.reshape(images * height, width)
        .matMul(placed(scope, width, toWidth)) // (images·height, toWidth)
        .reshape(images, height, toWidth)
        .transpose(0, 2, 1)
        .reshape(images * toWidth, height)
        .matMul(placed(scope, height, toHeight)) // (images·toWidth, toHeight)
        .reshape(images, toWidth, toHeight)
        .transpose(0, 2, 1)
        .reshape(images / channels, channels, toHeight, toWidth);
  }

  /** Returns the (from x to) matrix of zeros and ones that aligns the centres. */
  private static NDArray placed(NDManager scope, int from, int to) {
    float[] values = new float[from * to];
    int shift = (to - from) / 2; // padding and cropping are inverse
    for (int i = Math.max(0, -shift); i < Math.min(from, to - shift); i++) {
      values[i * to + i + shift] = 1;
    }
    return Tensors.create(scope, values, new Shape(from, to));
  }

  @Override
  public String kind() {
    return toHeight * toWidth < height * width ? "cut out" : "pad";
  }
}
