package io.decipher.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleShape;

/** Matrices to and from an engine's arrays. */
public final class Tensors {
  private Tensors() {}

  /**
   * Returns samples as an engine's array.
   *
   * @param samples (b x size), row-major
   * @param shape images become (b x channels x height x width), vectors (b x size)
   */
  public static NDArray of(NDManager scope, float[] samples, SampleShape shape) {
    long batch = samples.length / shape.size();
    return scope.create(
        samples,
        shape.isImage()
            ? new Shape(batch, shape.channels(), shape.height(), shape.width())
            : new Shape(batch, shape.size()));
  }

  /** Returns rows of a matrix as an engine's array, (count x columns). */
  public static NDArray of(NDManager scope, FloatMatrix matrix, int row, int count) {
    return scope.create(matrix.buffer(row, count), new Shape(count, matrix.columns()));
  }

  /** Copies an array's values to {@code target} from {@code offset} on. */
  public static void copy(NDArray array, float[] target, int offset) {
    float[] values = array.toFloatArray();
    System.arraycopy(values, 0, target, offset, values.length);
  }
}
