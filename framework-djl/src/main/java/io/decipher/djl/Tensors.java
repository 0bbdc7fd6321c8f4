package io.decipher.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleShape;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Matrices to and from an engine's arrays. */
public final class Tensors {
  private Tensors() {}

  /**
   * Returns numbers as an engine's array, in memory that is the engine's own.
   *
   * <p>DJL hands both engines a buffer of Java's and lets go of it. PyTorch goes on computing on
   * that buffer, MXNet copies from it, and neither keeps the garbage collector from freeing it
   * meanwhile. Also, what PyTorch's kernels make of an array differs in the last bits with the
   * place where Java put it.
   *
   * @param values row-major, as many as the shape says
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
        array.set(buffer); // returns when all is copied
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
   * Returns {@code x · factor}, so that it may be differentiated; {@link NDArray#mul(Number)} may
   * not.
   *
   * <p>On PyTorch DJL makes an array of the number over a buffer of Java's, which the graph keeps
   * for the way back while the garbage collector is free to take it: gradients are then multiplied
   * by whatever stands there.
   */
  public static NDArray mul(NDArray x, float factor) {
    return with(x, factor, x::mul, x::mul);
  }

  /** Returns {@code x / divisor}, for the same reason as {@link #mul}. */
  public static NDArray div(NDArray x, float divisor) {
    return with(x, divisor, x::div, x::div);
  }

  /** Returns the greater of each value and {@code least}, for the same reason as {@link #mul}. */
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
      return owned.apply(own); // PyTorch counts who needs its memory
    }
  }

  private static boolean isMxnet(NDManager scope) {
    return scope.getEngine().getEngineName().equals(Engines.MXNET);
  }

  /**
   * Returns samples as an engine's array.
   *
   * @param samples (b x size), row-major
   * @param shape images become (b x channels x height x width), vectors (b x size)
   */
  public static NDArray of(NDManager scope, float[] samples, SampleShape shape) {
    long batch = samples.length / shape.size();
    return create(
        scope,
        samples,
        shape.isImage()
            ? new Shape(batch, shape.channels(), shape.height(), shape.width())
            : new Shape(batch, shape.size()));
  }

  /** Returns rows of a matrix as an engine's array, (count x columns). */
  public static NDArray of(NDManager scope, FloatMatrix matrix, int row, int count) {
    float[] rows = new float[Math.multiplyExact(count, matrix.columns())];
    matrix.copyRows(row, count, rows, 0);
    return create(scope, rows, new Shape(count, matrix.columns()));
  }

  /** Returns a shape as a tensor, (3), to be saved beside weights. */
  public static Tensor of(SampleShape shape) {
    return Tensor.of(new float[] {shape.channels(), shape.height(), shape.width()}, 3);
  }

  /**
   * Returns the shape that {@link #of(SampleShape)} saved.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static SampleShape shape(Map<String, Tensor> tensors, String name) {
    Tensor sides = tensors.get(name);
    if (sides == null || sides.size() != 3) {
      throw new IllegalArgumentException(name + " must be (3), but is " + sides);
    }
    float[] side = sides.toArray();
    return new SampleShape((int) side[0], (int) side[1], (int) side[2]);
  }

  /** Copies an array's values to {@code target} from {@code offset} on. */
  public static void copy(NDArray array, float[] target, int offset) {
    float[] values = array.toFloatArray();
    System.arraycopy(values, 0, target, offset, values.length);
  }
}
