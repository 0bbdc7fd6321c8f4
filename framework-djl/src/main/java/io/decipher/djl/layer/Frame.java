// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensors;

/**
 * Lays images into the middle of larger ones, zeros around them, or cuts them out again: from (b x
 * channels x height x width) to (b x channels x toHeight x toWidth).
 *
 * @param channels of an image
 * @param height of what comes in
 * @param width of what comes in
 * @param toHeight of what comes out
 * @param toWidth of what comes out
 * @implNote Two products with matrices of zeros and ones: parts of a four-dimensional array are not
 *     to be taken on MXNet, whose kernels for that end the process for some sizes.
 */
public record Frame(int channels, int height, int width, int toHeight, int toWidth)
    implements Layer {
  /** Returns the least multiple of a number that is {@code side} or more. */
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

  /** The (from x to) matrix with ones that brings the middle of one to the middle of the other. */
  private static NDArray placed(NDManager scope, int from, int to) {
    float[] values = new float[from * to];
    int shift = (to - from) / 2; // there and back again the same
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
