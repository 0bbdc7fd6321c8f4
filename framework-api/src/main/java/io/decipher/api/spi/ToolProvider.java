// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.Tool;
import org.apiguardian.api.API;

/** Provides tools. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public non-sealed interface ToolProvider extends Provider<Tool> {
  @Override
  default Class<?> yields() {
    return Tool.class;
  }
}
