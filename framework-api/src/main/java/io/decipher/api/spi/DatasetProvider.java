package io.decipher.api.spi;

import io.decipher.api.Dataset;

/** Makes data sets. */
public non-sealed interface DatasetProvider extends Provider<Dataset> {
  @Override
  default Class<?> yields() {
    return Dataset.class;
  }
}
