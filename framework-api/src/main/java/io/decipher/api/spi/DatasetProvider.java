// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.Dataset;
import io.decipher.api.Recognized;
import java.nio.file.Path;
import java.util.Optional;

/** Makes data sets. */
public non-sealed interface DatasetProvider extends Provider<Dataset> {
  @Override
  default Class<?> yields() {
    return Dataset.class;
  }

  /**
   * Returns what this makes of a path whose kind nobody named, so that {@code decipher discover
   * PATH} can tell the kind of data from what is there. Nothing by default.
   *
   * @param path a file or a folder; what cannot be read is not recognized, which is no error
   * @implNote looks at names and at the beginning of some files alone, within a second or so
   */
  default Optional<Recognized> recognize(Path path) {
    return Optional.empty();
  }
}
