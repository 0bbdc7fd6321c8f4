// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics.spi;

/**
 * The innermost loop of exhaustive comparisons: squared Euclidean distances between rows and a
 * block of points stored by column.
 *
 * <p>Implementations give the same bits: for each pair, the squared differences of two successive
 * columns are added to each other, and this sum to that of the columns before, all in float and
 * without fused multiply-add.
 */
public interface DistanceKernel {
  /** Returns whether this JVM can run the kernel. */
  boolean isAvailable();

  /**
   * Writes distances.
   *
   * @param rows (any x stride), row-major
   * @param first the first row
   * @param count the number of rows
   * @param stride the number of columns, even
   * @param columns (stride x width or longer), all of one length
   * @param width the number of points in the block
   * @param squared receives the distances, (count x width or longer), all of one length; values
   *     from index {@code width} on are overwritten with unspecified ones
   */
  void write(
      float[] rows,
      int first,
      int count,
      int stride,
      float[][] columns,
      int width,
      float[][] squared);
}
