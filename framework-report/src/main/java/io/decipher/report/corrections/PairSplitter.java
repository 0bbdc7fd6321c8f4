// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import java.util.Optional;

/** Splits a class where its density tree separates two of its samples. */
@FunctionalInterface
public interface PairSplitter {
  /**
   * Returns the smaller part, ascending; empty if the two do not separate above noise.
   *
   * @param members samples of one class, ascending
   * @param first one of them
   * @param second another
   */
  Optional<int[]> part(int[] members, int first, int second);
}
