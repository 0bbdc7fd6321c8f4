// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleType;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Conversions between matrices and an engine's arrays. */
public final class Tensors {
  private Tensors() {}

  /**
   * Returns numbers as an engine's array, in memory owned by the engine.
   *
   * <p>DJL passes a Java buffer to both engines without keeping a reference. PyTorch continues to
   * use that buffer and MXNet copies from it, but neither prevents the garbage collector from
   * freeing it in the meantime. Moreover, the last bits of PyTorch's results depend on where Java
   * allocated the buffer.
   *
   * @param values row-major, as many as the shape requires
   */
  public static NDArray create(NDManager scope, float[] values, Shape shape) {
    if (isMxnet(scope)) {
      FloatBuffer buffer =
          ByteBuffer.allocateDirect(Math.multiplyExact(values.length, Float.BYTES))
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer()
              .put(values)
              .rewind();
      try {
        NDArray array = scope.create(shape, DataType.FLOAT32);
        array.set(buffer); // returns after copying
        return array;
      } finally {
        Reference.reachabilityFence(buffer);
      }
    }
    NDArray array = scope.create(values, shape);
    NDArray own = array.duplicate();
    array.close();
    return own;
  }

  /**
   * Returns {@code x · factor} in a form that is safe to differentiate, unlike {@link
   * NDArray#mul(Number)}.
   *
   * <p>On PyTorch DJL wraps the number in an array over a Java buffer, which the graph needs for
   * the backward pass while the garbage collector may free it: gradients would then be multiplied
   * by arbitrary values.
   */
  public static NDArray mul(NDArray x, float factor) {
    return with(x, factor, x::mul, x::mul);
  }

  /** Returns {@code x / divisor}, for the same reason as {@link #mul}. */
  public static NDArray div(NDArray x, float divisor) {
    return with(x, divisor, x::div, x::div);
  }

  /** Returns the maximum of each value and {@code least}, for the same reason as {@link #mul}. */
  public static NDArray maximum(NDArray x, float least) {
    return with(x, least, x::maximum, x::maximum);
  }

  private static NDArray with(
      NDArray x, float number, Function<Number, NDArray> plain, UnaryOperator<NDArray> owned) {
    NDManager scope = x.getManager();
    if (isMxnet(scope)) {
      return plain.apply(number);
    }
    try (NDArray own = create(scope, new float[] {number}, new Shape())) {
      return owned.apply(own); // PyTorch counts references to its memory
    }
  }

  private static boolean isMxnet(NDManager scope) {
    return scope.getEngine().getEngineName().equals(Engines.MXNET);
  }

  /**
   * Returns samples as an engine's array.
   *
   * @param samples (b x size), row-major
   * @param type images become (b x channels x height x width), all others (b x size)
   */
  public static NDArray of(NDManager scope, float[] samples, SampleType type) {
    long batch = samples.length / type.size();
    return create(
        scope,
        samples,
        type instanceof SampleType.Image image
            ? new Shape(batch, image.channels(), image.height(), image.width())
            : new Shape(batch, type.size()));
  }

  /** Returns rows of a matrix as an engine's array, (count x columns). */
  public static NDArray of(NDManager scope, FloatMatrix matrix, int row, int count) {
    float[] rows = new float[Math.multiplyExact(count, matrix.columns())];
    matrix.copyRows(row, count, rows, 0);
    return create(scope, rows, new Shape(count, matrix.columns()));
  }

  /**
   * Returns a type as a tensor, to be saved with weights: channels, height and width of an image; 1
   * x 1 x size of a vector; channels, length, rate and 0 of a sequence. Column names are not saved.
   */
  public static Tensor of(SampleType type) {
    if (type instanceof SampleType.Image image) {
      return Tensor.of(new float[] {image.channels(), image.height(), image.width()}, 3);
    }
    if (type instanceof SampleType.Sequence sequence) {
      return Tensor.of(
          new float[] {sequence.channels(), sequence.length(), (float) sequence.rate(), 0}, 4);
    }
    return Tensor.of(new float[] {1, 1, type.size()}, 3);
  }

  /**
   * Returns the type saved by {@link #of(SampleType)}.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static SampleType type(Map<String, Tensor> tensors, String name) {
    Tensor saved = tensors.get(name);
    if (saved == null || (saved.size() != 3 && saved.size() != 4)) {
      throw new IllegalArgumentException(name + " must be (3) or (4), but is " + saved);
    }
    float[] side = saved.toArray();
    if (side.length == 4) {
      return new SampleType.Sequence((int) side[0], (int) side[1], side[2]);
    }
    return side[0] == 1 && side[1] == 1
        ? SampleType.vector((int) side[2])
        : new SampleType.Image((int) side[0], (int) side[1], (int) side[2]);
  }

  /** Copies an array's values to {@code target}, starting at {@code offset}. */
  public static void copy(NDArray array, float[] target, int offset) {
    float[] values = array.toFloatArray();
    System.arraycopy(values, 0, target, offset, values.length);
  }
}
