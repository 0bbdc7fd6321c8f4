// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.List;
import java.util.Optional;

/**
 * A data set that makes samples of what people bring, and chooses by the data how: a capability of
 * {@link Dataset}. It says what it did, and how to do the same again.
 */
public interface Prepared extends Dataset {
  /**
   * Returns what was made of the data and what was left out, a line each, for people; the first is
   * a summary. Reads the data if they were not yet.
   *
   * @throws DecipherException if they cannot be read
   */
  @Override
  List<String> notes();

  /**
   * Returns the data set's block with every choice made that the data decided: {@code type} and all
   * that shapes a sample, but no path and no truth. The same plugin makes of it, laid over its
   * defaults, and of another {@code path} samples as these were made, of the same {@link #type()}.
   *
   * @throws DecipherException if the data cannot be read
   */
  Settings preparation();

  /**
   * Returns how some samples looked before they were prepared, for people to compare. Nothing by
   * default, and where there was nothing to see.
   *
   * @param side of the square, in pixels, that each is fitted into
   * @param rows of the samples
   * @return (rows), coloured images of side x side
   */
  default Optional<Samples> originals(int side, int... rows) {
    return Optional.empty();
  }
}
