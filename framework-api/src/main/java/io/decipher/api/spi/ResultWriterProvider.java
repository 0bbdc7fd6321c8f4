// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.ResultWriter;
import org.apiguardian.api.API;

/**
 * Provides result writers. All writers that accept a run's samples are used, each created with its
 * defaults; they are not chosen by a configuration.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public non-sealed interface ResultWriterProvider extends Provider<ResultWriter> {
  @Override
  default Class<?> yields() {
    return ResultWriter.class;
  }
}
