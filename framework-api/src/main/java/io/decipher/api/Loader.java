// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The capability of a recipe to load what it fitted or trained before, as written by {@link
 * Persistable#save}.
 *
 * @param <M> the type of what is loaded
 */
public interface Loader<M extends Persistable> {
  /**
   * Loads what was saved in a directory; if the result is closeable, the caller must close it.
   *
   * @param directory the directory that was saved to
   * @throws DecipherException if a file is damaged or of an unknown format; the message names it
   * @throws IOException if a file cannot be read, or is not what was saved
   */
  M load(Path directory) throws IOException;
}
