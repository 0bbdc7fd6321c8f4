// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.ResultWriter;
import org.apiguardian.api.API;

/**
 * Makes writers of results. All that accept a run's samples write, each made by its defaults; a
 * configuration chooses none.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public non-sealed interface ResultWriterProvider extends Provider<ResultWriter> {
  @Override
  default Class<?> yields() {
    return ResultWriter.class;
  }
}
