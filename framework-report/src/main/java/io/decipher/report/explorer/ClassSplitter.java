// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.explorer;

import java.util.Optional;

/** Splits a class in two, one step down the density tree. */
@FunctionalInterface
public interface ClassSplitter {
  /**
   * Returns the samples of the smaller part, ascending; empty if the class does not split.
   *
   * @param members samples of one class
   */
  Optional<int[]> part(int... members);
}
