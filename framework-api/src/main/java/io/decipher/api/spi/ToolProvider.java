// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.Tool;

/** Makes tools. */
public non-sealed interface ToolProvider extends Provider<Tool> {
  @Override
  default Class<?> yields() {
    return Tool.class;
  }
}
