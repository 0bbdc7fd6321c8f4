// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import java.util.Optional;

/** Parts a class where its tree of densities parts two of its samples. */
@FunctionalInterface
public interface PairSplitter {
  /**
   * Returns the smaller part, ascending; nothing if the two do not part above noise.
   *
   * @param members samples of one class, ascending
   * @param first one of them
   * @param second another
   */
  Optional<int[]> part(int[] members, int first, int second);
}
