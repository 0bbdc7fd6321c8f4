// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.SampleReader;

/**
 * Provides readers of a file format. All readers, each created with its defaults, are asked whether
 * they accept a path; they are not chosen by a configuration.
 */
public non-sealed interface SampleReaderProvider extends Provider<SampleReader> {
  @Override
  default Class<?> yields() {
    return SampleReader.class;
  }
}
