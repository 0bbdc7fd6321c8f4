// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * Makes a sample's new row out of its old one, for {@link Samples#view}. The result depends on the
 * arguments alone; it may be called from several threads at once, and again for the same sample.
 */
@FunctionalInterface
public interface RowTransform {
  /**
   * Writes the new row.
   *
   * @param row the old row, (size of the old type); the callee may change it
   * @param length of a sequence its own length in steps, else the number of values in {@code row}
   * @param target where the new row goes, (size of the new type) values from {@code offset} on,
   *     every one of which must be written, each finite
   * @param offset where it begins
   */
  void apply(float[] row, int length, float[] target, int offset);
}
