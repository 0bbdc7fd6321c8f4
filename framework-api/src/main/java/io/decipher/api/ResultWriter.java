// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * Writes the classes found in a format of domain-specific programs, such as selection tables of
 * recordings, in addition to {@code items.csv}, which every run writes. It relies on the samples'
 * attributes.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface ResultWriter {
  /** Returns whether this writer supports the samples, judging by type and attributes only. */
  boolean accepts(Samples samples);

  /**
   * Writes files.
   *
   * @param samples (n), which {@link #accepts} approved
   * @param found the class of each sample, (n)
   * @param directory exists and is shared with other writers, so file names must be specific
   * @throws IOException if a file cannot be written
   */
  void write(Samples samples, FoundClasses found, Path directory) throws IOException;
}
