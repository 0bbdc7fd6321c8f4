// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl;

import java.util.Arrays;

/** An array of floats on the heap with a shape: a weight outside of an engine. */
public final class Tensor {
  private final int[] shape;
  private final float[] values;

  private Tensor(int[] shape, float[] values) {
    this.shape = shape;
    this.values = values;
  }

  /**
   * Returns a tensor that wraps {@code values} without copying.
   *
   * @param values row-major, as many as the shape requires
   * @param shape the dimensions, each 1 or more; none for a single value
   */
  public static Tensor of(float[] values, int... shape) {
    long size = size(shape);
    if (size != values.length) {
      throw new IllegalArgumentException(
          describe(shape) + " needs " + size + " values, found " + values.length);
    }
    return new Tensor(shape.clone(), values);
  }

  /** Returns a tensor filled with one value. */
  public static Tensor filled(float value, int... shape) {
    float[] values = new float[Math.toIntExact(size(shape))];
    Arrays.fill(values, value);
    return new Tensor(shape.clone(), values);
  }

  public static long size(int[] shape) {
    long size = 1;
    for (int side : shape) {
      if (side < 1) {
        throw new IllegalArgumentException("a tensor cannot have the shape " + describe(shape));
      }
      size = Math.multiplyExact(size, (long) side);
    }
    return size;
  }

  public static String describe(int[] shape) {
    return Arrays.toString(shape).replace('[', '(').replace(']', ')');
  }

  /** Returns the dimensions. */
  public int[] shape() {
    return shape.clone();
  }

  /** Returns the number of values. */
  public int size() {
    return values.length;
  }

  /** Returns a copy of the values, row-major. */
  public float[] toArray() {
    return values.clone();
  }

  public float[] values() {
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && Arrays.equals(shape, that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Tensor" + describe(shape);
  }
}
