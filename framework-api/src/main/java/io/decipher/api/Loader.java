// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The capability of a recipe to read what it fitted or trained once and {@link Persistable#save}
 * kept.
 *
 * @param <M> what is fitted
 */
public interface Loader<M extends Persistable> {
  /**
   * Returns what was saved in a directory; if it is to be closed, the caller closes it.
   *
   * @param directory the directory that was saved to
   * @throws DecipherException naming the file that is damaged, or of a format that is not known
   * @throws IOException if a file cannot be read, or is not what was saved
   */
  M load(Path directory) throws IOException;
}
