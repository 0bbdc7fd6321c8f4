// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * Writes found classes in the form that the programs of a field open, such as selection tables of
 * recordings; beside {@code items.csv}, which every run has. The samples' attributes say what they
 * are.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface ResultWriter {
  /** Returns whether samples are of the kind that this writes for; by type and attributes alone. */
  boolean accepts(Samples samples);

  /**
   * Writes files.
   *
   * @param samples (n), which this {@link #accepts}
   * @param found the class of each, (n)
   * @param directory is there; others write to it as well, so files have telling names
   * @throws IOException if a file cannot be written
   */
  void write(Samples samples, FoundClasses found, Path directory) throws IOException;
}
