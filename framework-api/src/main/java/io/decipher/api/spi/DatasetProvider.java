// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.Dataset;
import io.decipher.api.Recognized;
import java.nio.file.Path;
import java.util.Optional;

/** Provides data sets. */
public non-sealed interface DatasetProvider extends Provider<Dataset> {
  @Override
  default Class<?> yields() {
    return Dataset.class;
  }

  /**
   * Returns what this plugin recognises at a path whose type is not configured, so that {@code
   * decipher discover PATH} can detect the type of data. Empty by default.
   *
   * @param path a file or a folder; one that cannot be read is not recognised, which is no error
   * @implNote inspects only names and the beginning of some files, within about a second
   */
  default Optional<Recognized> recognize(Path path) {
    return Optional.empty();
  }
}
