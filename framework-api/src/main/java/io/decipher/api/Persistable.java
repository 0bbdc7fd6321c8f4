// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.nio.file.Path;

/** The capability of what was fitted to be kept in a directory; a {@link Loader} reads it. */
public interface Persistable {
  /**
   * Saves what {@link Loader#load} needs, beside the recipe's settings, which the caller saves.
   *
   * @param directory an existing directory
   */
  void save(Path directory) throws IOException;
}
