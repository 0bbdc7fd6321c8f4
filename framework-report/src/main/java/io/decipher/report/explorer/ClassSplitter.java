// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.explorer;

import java.util.Optional;

/** Parts a class in two, one step down the tree of densities. */
@FunctionalInterface
public interface ClassSplitter {
  /**
   * Returns some of the samples, those of the smaller part, ascending; nothing if they do not part.
   *
   * @param members samples of one class
   */
  Optional<int[]> part(int... members);
}
