package io.decipher.api;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The capability of a recipe to read what it fitted once and {@link Storable#save} kept.
 *
 * @param <M> what is fitted
 */
public interface Restorer<M extends Storable> {
  /**
   * Returns what was saved in a directory.
   *
   * @throws DecipherException naming the file that is damaged, or of a format that is not known
   */
  M restore(Path directory) throws IOException;
}
