// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.List;
import java.util.Optional;

/**
 * A capability of a {@link Dataset} that converts raw data to samples and chooses the conversion
 * from the data. It reports what it did, and how to repeat it.
 */
public interface Prepared extends Dataset {
  /**
   * Returns notes for people on the conversion and on what was left out, one line each, the first
   * of which is a summary. Reads the data if they have not been read yet.
   *
   * @throws DecipherException if they cannot be read
   */
  @Override
  List<String> notes();

  /**
   * Returns the data set's block with every choice that was made from the data: {@code type} and
   * everything that determines a sample, but no path and no truth. Laid over the plugin's defaults
   * and combined with another {@code path}, it gives samples prepared in the same way and of the
   * same {@link #type()}.
   *
   * @throws DecipherException if the data cannot be read
   */
  Settings preparation();

  /**
   * Returns what samples looked like before the conversion, for comparison by people. Empty by
   * default, and if there is nothing to show.
   *
   * @param side the side of the square, in pixels, into which each is fitted
   * @param rows the indices of the samples
   * @return (rows), colour images of side x side pixels
   */
  default Optional<Samples> originals(int side, int... rows) {
    return Optional.empty();
  }
}
