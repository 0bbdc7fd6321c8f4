// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.nio.file.Path;

/**
 * Makes samples of a file or a folder in one format; data sets and {@code decipher assign} share
 * it.
 */
public interface SampleReader {
  /**
   * Returns whether this can read what is there, by its first bytes or, where the format has no
   * mark of its own, by its name. It opens one file at most, reads some bytes of it, and never
   * fails: of what cannot be opened it returns false.
   */
  boolean accepts(Path path);

  /**
   * Returns the order among readers that accept the same path: the highest reads it. A format with
   * a mark of its own is above 0, one that is guessed by a name is below; 0 by default.
   */
  default int priority() {
    return 0;
  }

  /**
   * Reads samples. Where a file holds one sample, that is named after the file.
   *
   * @param path a file, or a folder of files, that this {@link #accepts}
   * @param run for progress and cancellation
   * @throws DecipherException if it cannot be read, or is damaged, naming the file, what was found,
   *     what was expected, and what to do
   */
  Samples read(Path path, RunContext run);

  /**
   * Reads samples for a model that takes a type. A reader that can bring what it reads to that
   * type, as images to another size, does so; by default it does not, and whoever asks compares
   * types.
   *
   * @param type what is wanted
   */
  default Samples read(Path path, SampleType type, RunContext run) {
    return read(path, run);
  }
}
