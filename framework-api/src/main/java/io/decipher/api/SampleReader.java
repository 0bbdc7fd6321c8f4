// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.nio.file.Path;

/**
 * Reads samples from a file or a folder in one format; used by data sets and by {@code decipher
 * assign}.
 */
public interface SampleReader {
  /**
   * Returns whether this reader supports the file or folder, judging by its first bytes or, if the
   * format has no signature, by its name. It opens at most one file, reads a few bytes of it, and
   * never throws: it returns false for files that cannot be opened.
   */
  boolean accepts(Path path);

  /**
   * Returns the priority among the readers that accept a path; the highest one reads it. Readers of
   * formats with a signature return more than 0, those that guess by name less than 0. 0 by
   * default.
   */
  default int priority() {
    return 0;
  }

  /**
   * Reads samples. If a file contains one sample, the sample is named after it.
   *
   * @param path a file, or a folder of files, that this reader {@link #accepts}
   * @param run provides progress and cancellation
   * @throws DecipherException if it cannot be read or is damaged, with the file, what was found,
   *     what was expected and what to do
   */
  Samples read(Path path, RunContext run);

  /**
   * Reads samples for a model that expects a type. A reader that can convert to that type, such as
   * resize images, does so. The default does not, so callers must compare the types.
   *
   * @param type the expected type
   */
  default Samples read(Path path, SampleType type, RunContext run) {
    return read(path, run);
  }
}
