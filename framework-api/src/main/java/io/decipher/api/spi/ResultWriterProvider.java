// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.ResultWriter;

/**
 * Makes writers of results. All that accept a run's samples write, each made by its defaults; a
 * configuration chooses none.
 */
public non-sealed interface ResultWriterProvider extends Provider<ResultWriter> {
  @Override
  default Class<?> yields() {
    return ResultWriter.class;
  }
}
