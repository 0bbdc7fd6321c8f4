// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.Preprocessor;

/** Provides preprocessors. */
public non-sealed interface PreprocessorProvider extends Provider<Preprocessor> {
  @Override
  default Class<?> yields() {
    return Preprocessor.class;
  }
}
