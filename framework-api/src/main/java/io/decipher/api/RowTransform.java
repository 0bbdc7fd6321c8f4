// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * Transforms a sample's row, for {@link Samples#view}. The result must depend only on the
 * arguments; the method may be called concurrently, and repeatedly for the same sample.
 */
@FunctionalInterface
public interface RowTransform {
  /**
   * Computes the new row.
   *
   * @param row the original row, (size of the original type); the callee may modify it
   * @param length the length in steps of a sequence; for other types, the number of values in
   *     {@code row}
   * @param target receives the new row, (size of the new type) finite values from {@code offset}
   *     on, all of which must be written
   * @param offset the index of the first value
   */
  void apply(float[] row, int length, float[] target, int offset);
}
