package io.decipher.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleShape;
import java.util.Map;

/** Matrices to and from an engine's arrays. */
public final class Tensors {
  private Tensors() {}

  /**
   * Returns numbers as an engine's array, in memory that the engine itself has laid out.
   *
   * <p>PyTorch takes over the buffer it is handed, wherever Java put it, and what its kernels make
   * of an array differs in the last bits with the array's place; so that a seed gives the same
   * bytes, it gets a copy.
   *
   * @param values row-major, as many as the shape says
   */
  public static NDArray create(NDManager scope, float[] values, Shape shape) {
    NDArray array = scope.create(values, shape);
    if (scope.getEngine().getEngineName().equals(Engines.MXNET)) {
      return array; // copied already
    }
    NDArray own = array.duplicate();
    array.close();
    return own;
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
