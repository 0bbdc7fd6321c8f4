// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.SampleReader;

/**
 * Makes readers of a format. Which one reads a path is asked of them all, each made by its
 * defaults; a configuration chooses none.
 */
public non-sealed interface SampleReaderProvider extends Provider<SampleReader> {
  @Override
  default Class<?> yields() {
    return SampleReader.class;
  }
}
