// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.nio.file.Path;

/** The capability of a fitted object to be saved in a directory; a {@link Loader} loads it. */
public interface Persistable {
  /**
   * Saves what {@link Loader#load} needs, except the recipe's settings, which the caller saves.
   *
   * @param directory an existing directory
   */
  void save(Path directory) throws IOException;
}
